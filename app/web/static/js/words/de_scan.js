// @ts-check
// German for what the till itself says of a scan, and for what is wrong with a code.

export const WORDS = Object.freeze({
  // Verdicts
  "{what}": "{what}",
  "{what} is past its date: do not sell it.": "{what} ist abgelaufen: nicht verkaufen.",
  "{what} is recalled: take it off the shelf.":
    "{what} ist zurückgerufen: aus dem Regal nehmen.",
  "{what} is held: do not sell it.": "{what} ist gesperrt: nicht verkaufen.",
  "{what} is not on hand here.": "{what} ist hier nicht vorrätig.",
  "{what} has no such lot here.": "{what} hat hier keine solche Charge.",
  "The date on the pack has passed.": "Das Datum auf der Packung ist überschritten.",
  "All that is on hand here is blocked.": "Alles, was hier vorrätig ist, ist gesperrt.",
  "This lot code stands on several products: {skus}.":
    "Dieser Chargencode steht auf mehreren Artikeln: {skus}.",
  "This code stands for several products: {skus}.":
    "Dieser Code steht für mehrere Artikel: {skus}.",
  "This could not be read.": "Das ist nicht lesbar.", "It could not be read.": "Nicht lesbar.",
  "No product has this code. Create it or search.":
    "Kein Artikel hat diesen Code. Bitte anlegen oder suchen.",
  ["{name}: no word from the shop for more than {span}, so nobody knows whether it "
    + "was recalled. Other goods can be sold."]:
    "{name}: seit mehr als {span} keine Nachricht vom Laden, ein Rückruf wäre nicht bekannt. "
    + "Andere Ware kann verkauft werden.",

  // Blocked while it is in the cart
  "Recalled. Do not hand it over": "Zurückgerufen. Nicht herausgeben",
  "{name}, lot {lot} was recalled just now: do not hand it over.":
    "{name}, Charge {lot} wurde eben zurückgerufen: nicht herausgeben.",
  "On hold. Do not hand it over": "Gesperrt. Nicht herausgeben",
  "{name}, lot {lot} was put on hold just now: do not hand it over.":
    "{name}, Charge {lot} wurde eben gesperrt: nicht herausgeben.",
  "Past its date. Do not hand it over": "Abgelaufen. Nicht herausgeben",
  "{name}, lot {lot} is past its date now: do not hand it over.":
    "{name}, Charge {lot} ist jetzt abgelaufen: nicht herausgeben.",
  "Settle the red line first: take the next lot or remove it.":
    "Zuerst die rote Position klären: nächste Charge nehmen oder entfernen.",

  // What is wrong with a code
  "The data is too long for any code.": "Die Daten sind zu lang für einen Code.",
  "The data holds control characters.": "Die Daten enthalten Steuerzeichen.",
  "There is no data.": "Es sind keine Daten da.",
  "Capitals and small letters are swapped. Is Caps Lock on?":
    "Groß und klein sind vertauscht. Ist die Feststelltaste an?",
  "The symbology identifier is missing or unknown.":
    "Die Kennung des Symbols fehlt oder ist unbekannt.",
  "Does the scanner send FNC1 (GS)?": "Sendet der Scanner FNC1 (GS)?",
  "AI ({ai}) may have swallowed what follows it.": "AI ({ai}) hat wohl das Folgende verschluckt.",
  "This symbol must hold {length} digits.": "Dieses Symbol muss {length} Ziffern haben.",
  "This is not GS1 data.": "Das sind keine GS1-Daten.",
  "The check digit of the price or weight in this code is incorrect.":
    "Die Prüfziffer von Preis oder Gewicht in diesem Code ist falsch.",
  "The check digit is incorrect.": "Die Prüfziffer ist falsch.",
  "The GS1 message is empty.": "Die GS1-Nachricht ist leer.",
  "The bracketed text is not made of (AI) and value.":
    "Der Text in Klammern besteht nicht aus (AI) und Wert.",
  "AI ({ai}) has the wrong length.": "AI ({ai}) hat die falsche Länge.",
  "AI ({ai}): {fault}": "AI ({ai}): {fault}", "AI ({ai}) is too short.": "AI ({ai}) ist zu kurz.",
  "AI ({ai}) is too long.": "AI ({ai}) ist zu lang.",
  "There is no application identifier ({ai}).": "Es gibt keinen Datenbezeichner ({ai}).",
  "No application identifier begins with {digits}.": "Kein Datenbezeichner beginnt mit {digits}.",
  "AI ({ai}) stands twice, with different values.":
    "AI ({ai}) steht zweimal da, mit verschiedenen Werten.",
  "AI ({ai}): there is no such day.": "AI ({ai}): diesen Tag gibt es nicht.",
  "AI (7003): there is no such minute.": "AI (7003): diese Minute gibt es nicht.",
  "AI ({ai}) and AI ({other}) must not stand together.":
    "AI ({ai}) und AI ({other}) dürfen nicht zusammen stehen.",
  "AI ({ai}) needs one of: {needed}.": "AI ({ai}) braucht eines von: {needed}.",
  "AI (8030) needs AI ({ai}) with its serial number.":
    "AI (8030) braucht AI ({ai}) mit Seriennummer.",
  "This EPC is none of sgtin, lgtin and sscc.": "Dieser EPC ist weder sgtin noch lgtin noch sscc.",
  "The digits of the EPC do not add up.": "Die Ziffern des EPC gehen nicht auf.",

  // Web addresses of GS1
  "AI ({ai}) is empty in the link.": "AI ({ai}) ist in der Adresse leer.",
  "AI ({ai}) holds a null character in the link.":
    "AI ({ai}) enthält in der Adresse ein Nullzeichen.",
  "AI ({ai}) may not stand in the query of a link.":
    "AI ({ai}) darf nicht in der Abfrage der Adresse stehen.",
  "AI ({ai}) belongs into the path of the link.": "AI ({ai}) gehört in den Pfad der Adresse.",
  "AI ({ai}) stands twice in the link.": "AI ({ai}) steht zweimal in der Adresse.",
  "The web address holds characters that are not allowed in it.":
    "Die Webadresse enthält unerlaubte Zeichen.",
  "A GS1 Digital Link begins with http:// or https://.":
    "Ein GS1 Digital Link beginnt mit http:// oder https://.",
  "The web address lacks a domain or a path.": "Der Webadresse fehlt Domain oder Pfad.",
  "The domain holds characters that are not allowed in it.":
    "Die Domain enthält unerlaubte Zeichen.",
  "The web address holds no GS1 key.": "Die Webadresse enthält keinen GS1-Schlüssel.",
  "The path of the link is not a GS1 key with its qualifiers in order.":
    "Der Pfad der Adresse ist kein GS1-Schlüssel mit Zusätzen in richtiger Folge.",

  // Single values
  "The GS1 company prefix is not numeric.": "Der GS1-Basisteil ist keine Zahl.",
  "The IBAN is malformed.": "Die IBAN ist falsch aufgebaut.",
  "The IBAN names no known country.": "Die IBAN nennt kein bekanntes Land.",
  "The check digits of the IBAN are incorrect.": "Die Prüfziffern der IBAN sind falsch.",
  "The time of day is impossible.": "Diese Uhrzeit gibt es nicht.",
  "There is no such ISO 3166 country code.": "Dieses Länderkürzel (ISO 3166) gibt es nicht.",
  "The check characters are incorrect.": "Die Prüfzeichen sind falsch.",
  "There is no such ISO 4217 currency code.": "Diese Währung (ISO 4217) gibt es nicht.",
  "There is no such ISO 5218 code.": "Diesen Code (ISO 5218) gibt es nicht.",
  "The latitude is out of range.": "Die Breite liegt außerhalb.",
  "The longitude is out of range.": "Die Länge liegt außerhalb.",
  "The piece number does not fit the number of pieces.":
    "Die Stücknummer passt nicht zur Zahl der Stücke.",
  "The position does not fit the number in the sequence.":
    "Die Stelle passt nicht zur Länge der Folge.",
  "The winding direction must be 0, 1 or 9.": "Die Wickelrichtung muss 0, 1 oder 9 sein.",
  "The flag must be 0 or 1.": "Der Schalter muss 0 oder 1 sein.",
  "The digit must be zero.": "Die Ziffer muss null sein.",
  "The number must not be zero.": "Die Zahl darf nicht null sein.",
  "The number must not begin with zero.": "Die Zahl darf nicht mit null beginnen.",
  "The value must hold more than digits.": "Der Wert muss mehr als Ziffern enthalten.",
  "Only a minus sign may stand here.": "Hier darf nur ein Minus stehen.",
  "There is no such media type.": "Diesen Medientyp gibt es nicht.",
  "The importer index is malformed.": "Der Importeurindex ist falsch aufgebaut.",
  "The package type is malformed.": "Der Packungstyp ist falsch aufgebaut.",
  "A percent sign is stray.": "Ein Prozentzeichen steht falsch.",
  "The coupon code must be numeric.": "Der Couponcode muss eine Zahl sein.",
  "The coupon offer must be numeric.": "Das Couponangebot muss eine Zahl sein.",
  "A character is outside GS1 character set 82.": "Ein Zeichen fehlt im GS1-Zeichensatz 82.",
  "A character is outside GS1 character set 39.": "Ein Zeichen fehlt im GS1-Zeichensatz 39.",
  "A character is outside GS1 character set 64.": "Ein Zeichen fehlt im GS1-Zeichensatz 64.",
  "Something else than a digit stands where a digit must.": "Wo eine Ziffer sein muss, ist keine.",
  "The date has an impossible month.": "Das Datum hat einen unmöglichen Monat.",
  "The date has an impossible day of the month.": "Das Datum hat einen unmöglichen Tag.",
});
