// @ts-check
// German for the return desk, opened goods, the customer and the paper.

export const WORDS = Object.freeze({
  // Return desk
  "cash": "bar", "card": "Karte", "voucher": "Gutschein", "account": "Kundenkonto",
  "One moment …": "Einen Moment …",
  "Scan the receipt. Without one, scan the goods.":
    "Beleg scannen. Ohne Beleg die Ware scannen.",
  "Receipt number, or a code on the goods": "Belegnummer oder Code auf der Ware",
  "Find": "Suchen", "Which sale was it?": "Welcher Verkauf war es?",
  "Another receipt": "Anderer Beleg", "till {till}": "Kasse {till}",
  "No receipt: somebody agrees": "Ohne Beleg: jemand stimmt zu",
  "Why it comes back": "Warum es zurückkommt", "Back: {sums}": "Zurück: {sums}",
  "Tap or scan what comes back.": "Antippen oder scannen, was zurückkommt.",
  "Refund": "Erstatten", "Yes, undo all of it": "Ja, alles stornieren",
  "Undo the whole sale": "Ganzen Verkauf stornieren", "Undone": "Storniert",
  "Returned": "Zurückgenommen", "Line {line}": "Position {line}",
  "{name}, lot {lot}: {place}. Not back on the shelf.":
    "{name}, Charge {lot}: {place}. Nicht zurück ins Regal.",
  "{sold} bought": "{sold} gekauft", "{left} of {all} left": "noch {left} von {all}",
  "all came back": "alles kam zurück", "One less": "Eins weniger",
  "{why}: it goes to quarantine. The money goes back.":
    "{why}: kommt in Quarantäne. Das Geld geht zurück.",
  "Where {name} goes": "Wohin {name} kommt", "Recalled since": "Inzwischen zurückgerufen",
  "Expired since": "Inzwischen abgelaufen", "Good": "Gut", "Shelf": "Regal",
  "Quarantine": "Quarantäne", "Waste": "Abfall", "by date": "nach Datum",
  "opened": "offen", "corrected": "berichtigt",
  "Not wanted": "Gefällt nicht", "Wrong item": "Falscher Artikel", "Faulty": "Fehlerhaft",
  "Spoiled": "Verdorben", "no receipt": "ohne Beleg",
  "another lot than the receipt's": "andere Charge als auf dem Beleg",
  "{name}, lot {lot}": "{name}, Charge {lot}",
  "Returns need the connection to the shop. Try again in a moment.":
    "Rückgaben brauchen die Verbindung zum Laden. Bitte gleich noch einmal.",
  "All of this sale came back already.": "Alles aus diesem Verkauf kam schon zurück.",
  "No answer yet. Press once more: it is booked only once.":
    "Noch keine Antwort. Noch einmal drücken: gebucht wird nur einmal.",

  // Opened here
  "That code names no lot. Tap the lot.": "Der Code nennt keine Charge. Charge antippen.",
  "No lot here has this code.": "Hier hat keine Charge diesen Code.",
  "{name}: lot {lot} is open here.": "{name}: Charge {lot} ist hier geöffnet.",
  "Opening needs the connection to the shop.": "Öffnen braucht die Verbindung zum Laden.",
  "Closing needs the connection to the shop.": "Schließen braucht die Verbindung zum Laden.",
  "Opened lot {lot} is used up: the next lot by date is taken.":
    "Offene Charge {lot} ist aufgebraucht: die nächste nach Datum wird genommen.",
  "Close it": "Schließen", "Nothing is open at this till.": "An dieser Kasse ist nichts offen.",
  "Open the next": "Nächste öffnen",
  "Scan its lot, or tap it here.": "Charge scannen oder hier antippen.",
  "{much} sold": "{much} verkauft",
  "At most {much} can be left over.": "Höchstens {much} können übrig sein.",
  "{much} ({percent} %) is written off as yield loss.":
    "{much} ({percent} %) werden als Schwund abgeschrieben.",
  "Nothing is lost.": "Kein Schwund.",
  "Left over and still sold, {unit}": "Rest, der noch verkauft wird, {unit}",
  "Closed: {much} lost, {percent} %.": "Geschlossen: {much} Schwund, {percent} %.",
  "Closed: nothing lost.": "Geschlossen: kein Schwund.",
  "Nothing here is sold by weight or measure.": "Hier wird nichts nach Gewicht oder Maß verkauft.",
  "{n} lot": "{n} Charge", "{n} lots": "{n} Chargen",
  "No other lot of {name} is here.": "Von {name} ist keine andere Charge hier.",

  // Customer
  "Customers": "Kunden", "Name, telephone or code": "Name, Telefon oder Kundennummer",
  "Not {name}": "Nicht {name}", "Add “{words}”": "„{words}“ anlegen",
  "Type a name to add the first one.": "Namen eingeben, um den ersten anzulegen.",

  // Paper
  "The printer was not asked.": "Der Drucker wurde nicht gefragt.",
  "Asking the printer …": "Drucker wird gefragt …", "Look": "Ansehen",
  "On the phone": "Aufs Telefon", "Back": "Zurück",
  "QR code of the receipt's page": "QR-Code der Belegseite",
  "Receipt on the phone": "Beleg auf dem Telefon",
  "The customer scans this code. No paper needed.":
    "Der Kunde scannt diesen Code. Kein Papier nötig.",
  "every sale": "jeder Verkauf", "only when asked": "nur auf Wunsch",
  "Receipts are printed: {when}.": "Belege werden gedruckt: {when}.",
  "Yes, it is here": "Ja, er ist da", "No, print a copy": "Nein, Kopie drucken",
  "Other printer": "Anderer Drucker", "Without paper": "Ohne Papier",
  "Print a copy": "Kopie drucken", "PDF": "PDF",
  "The receipt is on its way to the printer.": "Der Beleg ist auf dem Weg zum Drucker.",
  "The receipt waits.": "Der Beleg wartet.", "The receipt is printing.": "Der Beleg wird gedruckt.",
  "The receipt is printed.": "Der Beleg ist gedruckt.",
  "Did the receipt come out?": "Kam der Beleg heraus?",
  "The receipt was not printed.": "Der Beleg wurde nicht gedruckt.",
  "No receipt was printed.": "Es wurde kein Beleg gedruckt.",
  "Sold offline, so it was not printed by itself.":
    "Ohne Verbindung verkauft, daher nicht von selbst gedruckt.",
  "No receipt printer serves this till.": "Für diese Kasse gibt es keinen Bondrucker.",
  "Copy {number} of the receipt is printed.": "Kopie {number} des Belegs ist gedruckt.",
  "The till had reckoned {sum}. {total} was booked.":
    "Die Kasse hatte {sum} errechnet. Gebucht sind {total}.",

  // The receipt that the till draws
  "Subtotal": "Zwischensumme", "Cash rounding": "Barrundung",
  "Tax rate": "MwSt.-Satz", "Net": "Netto",
  "use by": "Verbrauch bis", "best before": "MHD", "TOTAL": "SUMME", "pcs": "Stk.",
  "Cashier": "Bedienung", "Thank you.": "Vielen Dank.",
});
