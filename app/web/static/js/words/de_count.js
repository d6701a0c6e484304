// @ts-check
// The words of the counting page in German.

export const WORDS = Object.freeze({
  "Count": "Zählung",
  "Counts": "Zählungen",
  "counted": "gezählt",
  "{done} of {n} counted": "{done} von {n} gezählt",
  "That is no number": "Das ist keine Zahl",
  "Write a number such as 12.5.": "Eine Zahl wie 12,5 eingeben.",
  "Not sent yet": "Noch nicht gesendet",
  "Not accepted": "Nicht angenommen",
  "How many are there?": "Wie viele sind da?",
  "Type a figure, or say that none is there.": "Eine Zahl eingeben oder „Nichts da“.",
  "Ready": "Bereit",
  "Everything on the list is counted.": "Alles auf der Liste ist gezählt.",
  "Which lot?": "Welche Charge?",
  "Scanner stuck": "Scanner hängt",
  "A key does not stop.": "Eine Taste hört nicht auf.",
  "Unknown code": "Unbekannter Code",
  "No lot or product here has this code.": "Keine Charge und kein Artikel hat diesen Code.",
  "Not on this list": "Nicht auf dieser Liste",
  "Count it where it lies, or scan its lot label.":
    "Dort zählen, wo es liegt, oder sein Chargenetikett scannen.",
  "Scan a lot or a product": "Charge oder Artikel scannen",
  "Number keys": "Zifferntasten",
  "None there": "Nichts da",
  "To count": "Zu zählen",
  "Lots counted": "Gezählte Chargen",
  "Counting needs JavaScript.": "Zählen braucht JavaScript.",
  "Look at the differences": "Abweichungen ansehen",
  "Give this count up": "Diese Zählung aufgeben",
});
