// @ts-check
// The words of the screens in German. A key is the English text as the modules
// write it. Whole areas of the till have files of their own.

import { WORDS as BACK } from "./de_back.js";
import { WORDS as COUNT } from "./de_count.js";
import { WORDS as LOCK } from "./de_lock.js";
import { WORDS as MONEY } from "./de_money.js";
import { WORDS as SCAN } from "./de_scan.js";
import { WORDS as STATUS } from "./de_status.js";

export const WORDS = Object.freeze({
  ...BACK, ...COUNT, ...LOCK, ...MONEY, ...SCAN, ...STATUS,

  // The page of the till
  "Till": "Kasse", "This till": "Diese Kasse", "Lotwise, start page": "Lotwise, Startseite",
  "Scan or search": "Scannen oder suchen", "No connection": "Keine Verbindung",
  "Sounds on": "Töne an", "Sounds off": "Töne aus", "More": "Mehr", "Sales": "Verkäufe",
  "Products": "Artikel", "Categories": "Warengruppen", "Payment": "Zahlung",
  "Sale done": "Verkauf fertig", "Cart": "Korb", "New sale": "Neuer Verkauf", "Undo": "Rückgängig",
  "Clear cart": "Korb leeren", "Lines": "Positionen", "Qty": "Menge", "Price": "Preis",
  "What the number keys change": "Was die Zifferntasten ändern", "Delete digit": "Ziffer löschen",
  "Pay": "Zahlen", "Parts of the till": "Teile der Kasse", "Items": "Artikel", "Close": "Schließen",
  "{n} line": "{n} Position", "{n} lines": "{n} Positionen", "Cart · {n}": "Korb · {n}",
  "Next": "Nächster", "sale": "Verkauf", "Added": "Hinzugefügt", "OK": "OK",
  "Skip to content": "Zum Inhalt",

  // Cart
  "Scan anything to begin,": "Zum Beginnen scannen", "or tap a product.": "oder Artikel antippen.",
  "Which of {n} lots?": "Welche von {n} Chargen?", "No lot left": "Keine Charge übrig",
  "1 of {n} lots": "1 von {n} Chargen", "scanned": "gescannt", "chosen": "gewählt",
  "One fewer": "Eins weniger", "One more": "Eins mehr", "Remove line": "Position entfernen",
  "Note on the line": "Notiz zur Position", "Keep the note": "Notiz behalten",
  "Note on the sale": "Notiz zum Verkauf", "No note": "Keine Notiz",
  "It is printed on the receipt.": "Sie steht auf dem Beleg.",
  "That looks like a card number. Never write it down.":
    "Das sieht wie eine Kartennummer aus. Nie aufschreiben.",
  "Type how many.": "Anzahl eingeben.",
  "Weigh it, or type the {unit}.": "Wiegen oder {unit} eingeben.",
  "Only {left} of this is left to sell here.": "Hiervon sind hier nur noch {left} zu verkaufen.",
  "incl. tax": "inkl. MwSt.", "Tax": "MwSt.", "Discount": "Rabatt", "Total": "Summe",
  "price changed": "Preis geändert", "Automatic": "Automatisch", "Lots": "Chargen",
  "No lot of this is left to sell.": "Hiervon ist keine Charge mehr zu verkaufen.",
  "On hold": "Gesperrt", "Recalled": "Zurückgerufen", "Expired": "Abgelaufen",
  "today": "heute", "none": "keine", "{n} left": "noch {n}",
  "{n} d left": "noch {n} T", "{n} mo left": "noch {n} Mon", "{n} y left": "noch {n} J",
  "{n} d over": "{n} T drüber", "{n} mo over": "{n} Mon drüber", "{n} y over": "{n} J drüber",
  "Cart cleared.": "Korb geleert.",
  "Same pack: its lot is set.": "Dieselbe Packung: ihre Charge ist gesetzt.",
  "It is another one": "Es ist eine andere",
  "You may give at most {n} % discount.": "Sie dürfen höchstens {n} % Rabatt geben.",
  "Manager approves": "Leitung genehmigt",
  "Sell the next lot instead": "Stattdessen die nächste Charge verkaufen",

  // Scans
  "Expired. Do not sell": "Abgelaufen. Nicht verkaufen",
  "Recalled. Take it off the shelf": "Zurückgerufen. Aus dem Regal nehmen",
  "On hold. Do not sell": "Gesperrt. Nicht verkaufen", "Unknown product": "Unbekannter Artikel",
  "Could not be read": "Nicht lesbar", "Nothing left to sell": "Nichts mehr zu verkaufen",
  "Unknown lot": "Unbekannte Charge", "Not known here": "Hier nicht bekannt",
  "Not sold without connection": "Ohne Verbindung nicht zu verkaufen",

  // Camera
  "Camera": "Kamera", "Close camera": "Kamera schließen", "Light": "Licht",
  "Hold a code in the frame.": "Den Code in den Rahmen halten.",
  "Starting the camera …": "Kamera startet …",
  "The camera needs an address that begins with https.":
    "Die Kamera braucht eine Adresse, die mit https beginnt.",
  "This browser has no camera for pages.": "Dieser Browser gibt Seiten keine Kamera.",
  "The browser may not use the camera. Allow it in the settings of this page.":
    "Der Browser darf die Kamera nicht benutzen. Bitte in den Einstellungen der Seite erlauben.",
  "There is no camera on this device.": "Dieses Gerät hat keine Kamera.",
  "Another program has the camera. Close it and try again.":
    "Ein anderes Programm hat die Kamera. Bitte schließen und noch einmal versuchen.",
  "The camera cannot be started.": "Die Kamera lässt sich nicht starten.",
  "This picture could not be read.": "Dieses Bild war nicht zu lesen.",
  "On this device the camera needs the network. Type the code.":
    "Auf diesem Gerät braucht die Kamera das Netz. Bitte den Code eintippen.",
  "Sign in again to use the camera.": "Bitte neu anmelden, um die Kamera zu benutzen.",

  // Shelf
  "All": "Alle", "Favourites": "Favoriten", "Other": "Andere",
  "Nothing to sell yet": "Noch nichts zu verkaufen", "Nothing found": "Nichts gefunden",
  "Products appear here as soon as they are in the catalogue.":
    "Artikel erscheinen hier, sobald sie im Sortiment sind.",
  "Search by name, article number, barcode or lot number.":
    "Nach Name, Artikelnummer, Strichcode oder Charge suchen.",

  // Paying
  "Back to the cart": "Zurück zum Korb", "How it is paid": "Wie bezahlt wird",
  "Still due": "Noch offen", "Due": "Zu zahlen",
  "Rounded by {sum} for cash": "Für Bargeld um {sum} gerundet",
  "Missing": "Fehlt", "Change": "Rückgeld", "Given": "Gegeben", "Exact": "Passend",
  "Nobody chosen": "Niemand gewählt", "Change customer": "Anderer Kunde",
  "Choose customer": "Kunde wählen", "Selling…": "Wird verkauft …",
  "Not confirmed yet": "Noch nicht bestätigt", "Ask again": "Erneut fragen", "Part": "Teil",
  "It is not known whether the sale of {sum} was written.":
    "Ob der Verkauf über {sum} geschrieben wurde, ist offen.",
  "Asking again can never sell it twice.": "Erneut fragen verkauft nie doppelt.",
  "(optional)": "(freiwillig)", "Cash": "Bar", "Card": "Karte", "Voucher": "Gutschein",
  "Account": "Konto", "Take": "Nehmen", "Charged": "Belastet", "Redeem": "Einlösen",
  "On account": "Aufs Konto",
  "Charge the card on the terminal, then confirm here.":
    "Karte am Terminal belasten, dann hier bestätigen.",
  "Number on the terminal's slip": "Nummer auf dem Terminalbeleg",
  "Sell a voucher": "Gutschein verkaufen", "Voucher sold": "Gutschein verkauft", "Worth": "Wert",
  "Sell": "Verkaufen", "Type or scan the whole number.": "Die ganze Nummer scannen oder eingeben.",
  "Asking what is on it …": "Guthaben wird erfragt …", "{sum} is on it.": "{sum} sind darauf.",
  "No voucher has this number. Look at it again.":
    "Kein Gutschein hat diese Nummer. Bitte noch einmal ansehen.",
  "The shop does not say what is on it.": "Der Laden sagt nicht, was darauf ist.",
  "Nothing is left on it.": "Es ist nichts mehr darauf.",
  "It was good through {day}.": "Er galt bis {day}.",
  "Not one of our vouchers: keep the paper itself.":
    "Kein Gutschein von uns: das Papier selbst behalten.",
  "Scan the voucher or type its number.":
    "Den Gutschein scannen oder seine Nummer eingeben.",
  "Number of the voucher": "Nummer des Gutscheins",
  "The customer pays later.": "Der Kunde zahlt später.",
  "Order number of the customer": "Bestellnummer des Kunden",
  "Type how much of this is sold.": "Eingeben, wie viel hiervon verkauft wird.",
  "Choose the lot of this line first.": "Zuerst die Charge dieser Position wählen.",
  "Type how much was given.": "Eingeben, wie viel gegeben wurde.",
  "That is a thousand times too much. Look again.":
    "Das ist das Tausendfache. Bitte noch einmal hinsehen.",
  "{name} must sign in once more to finish this sale.":
    "{name} muss sich noch einmal anmelden, um diesen Verkauf abzuschließen.",
  "Choose the customer first.": "Zuerst den Kunden wählen.",
  "That looks like a card number. Never write it down; use the slip's number.":
    "Das sieht nach einer Kartennummer aus. Nie aufschreiben; die Belegnummer nehmen.",
  "{tender}: no more than is due.": "{tender}: nicht mehr als zu zahlen ist.",

  // A lot blocked while it is in the cart, an old snapshot
  "{n} day": "{n} Tag", "{n} days": "{n} Tage", 
  "{n} hour": "{n} Stunde", "{n} hours": "{n} Stunden",
  "Take the next lot": "Nächste Charge nehmen", "Remove": "Entfernen",
  "A voucher can only be taken while the shop answers. Choose another way to pay.":
    "Gutscheine gehen nur, solange der Laden antwortet. Bitte anders zahlen.",

  // After paying
  "Receipt": "Beleg", "Sold": "Verkauft", "Give back": "Rückgeld",
  "Paid exactly": "Passend bezahlt",
  "Recorded on this till. The server is told by itself.":
    "Auf dieser Kasse festgehalten. Der Server erfährt es von selbst.",
  "Print": "Drucken", "Sale": "Verkauf",
  "The next scan begins the next sale.": "Der nächste Scan beginnt den nächsten Verkauf.",
  "The receipt cannot be shown just now. The sale stands.":
    "Der Beleg kann gerade nicht gezeigt werden. Der Verkauf gilt.",
  "QR code": "QR-Code",
  "For returns and questions about your lots":
    "Für Rückgaben und Fragen zu Ihren Chargen",
  "Your items and lots online, and for returns: {number}":
    "Ihre Artikel und Chargen online, und für Rückgaben: {number}",

  // Menu
  "This sale": "Dieser Verkauf", "Money": "Geld", "Goods": "Ware",
  "Till status": "Zustand der Kasse", "Make this browser a till": "Diesen Browser zur Kasse machen",
  "Lock, or switch": "Sperren oder wechseln", "Customer": "Kunde", "Return": "Rückgabe",
  "Open shift": "Schicht öffnen", "Close shift": "Schicht schließen",
  "Cash in or out": "Bargeld ein oder aus", "Open the drawer": "Lade öffnen",
  "X report": "X-Bericht", "Opened here": "Hier geöffnet", "Print receipts": "Belege drucken",
  "Language": "Sprache",

  // Parked sales
  "Park this sale": "Verkauf parken", "Parked sales": "Geparkte Verkäufe",
  "Parked sales: {n}": "Geparkte Verkäufe: {n}", "Parked: {name}.": "Geparkt: {name}.",
  "Take it up": "Zurückholen", "Name": "Name", "Park": "Parken",
  "Nothing is parked at this site.": "In dieser Filiale ist nichts geparkt.",
  "on this till": "auf dieser Kasse",
  "The sale that was open is parked.": "Der offene Verkauf ist geparkt.",
  "Lot {lot} is recalled: take it off the shelf.":
    "Charge {lot} ist zurückgerufen: aus dem Regal nehmen.",
  "Lot {lot} is held: do not sell it.": "Charge {lot} ist gesperrt: nicht verkaufen.",

  // The customer's display
  "Customer display": "Kundenanzeige", "open": "offen", "To pay": "Zu zahlen", "Paid": "Bezahlt",
  "Best before": "Mindestens haltbar bis", "Use by": "Zu verbrauchen bis", "Welcome": "Willkommen",
  "Your purchase": "Ihr Einkauf", "Thank you!": "Vielen Dank!",
  "Your receipt on your phone": "Ihr Beleg auf dem Telefon",

  // Keys
  "Keys": "Tasten", "Search, or type a code": "Suchen oder Code eingeben",
  "Change the selected line: quantity, price or percent":
    "Gewählte Position ändern: Menge, Preis oder Prozent",
  "Decimal point; the comma does the same": "Dezimalzeichen; das Komma tut dasselbe",
  "Delete a digit; with none typed, the line":
    "Ziffer löschen; ohne getippte Ziffer die Position",
  "Another line": "Andere Position", "Remove the line": "Position entfernen",
  "Pay, take the money, next sale": "Zahlen, Geld nehmen, nächster Verkauf",
  "The same": "Dasselbe", "One step back": "Ein Schritt zurück",
  "A scanner works wherever the cursor is.": "Ein Scanner wirkt, wo auch immer der Cursor steht.",

  // Selling alone
  "Sell on alone": "Allein weiterverkaufen", "How much more?": "Wie viel mehr?",
  "{n} sale": "{n} Verkauf", "{n} sales": "{n} Verkäufe",
  "{n} sale waits": "{n} Verkauf wartet", "{n} sales wait": "{n} Verkäufe warten",
  "This till sells on alone: {much} more, once.":
    "Diese Kasse verkauft allein weiter: {much} mehr, einmal.",
  "It sells on alone: {much} more.": "Sie verkauft allein weiter: {much} mehr.",
  "Goods that may be sold alone for a few hours only stay refused.":
    "Ware, die nur wenige Stunden allein verkauft werden darf, bleibt abgelehnt.",
  ["{many} on this till, as much as it may sell alone. Connect it, or let somebody who may extend "
    + "it once."]: "{many} an dieser Kasse, mehr darf sie allein nicht verkaufen. Verbinden, oder "
    + "wer darf, verlängert einmal.",
  "{many} on this till, and it was extended once. Connect it before selling on.":
    "{many} an dieser Kasse, und sie wurde einmal verlängert. Vor dem Weiterverkaufen verbinden.",
  "{many} on this till, {percent} % of what it may sell alone: connect it soon.":
    "{many} an dieser Kasse, {percent} % dessen, was sie allein darf: bald verbinden.",
  "This device's clock is more than a day wrong. Set it before selling without network.":
    "Die Uhr dieses Geräts geht mehr als einen Tag falsch. Vor dem Verkaufen ohne Netz stellen.",
});
