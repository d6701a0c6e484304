// @ts-check
// German for the shift, its count, cash in and out, the drawer.

export const WORDS = Object.freeze({
  // Shift
  "No. {n}": "Nr. {n}", "Count the float in the drawer.": "Wechselgeld in der Lade zählen.",
  "Shift {number} is open with {sum}.": "Schicht {number} ist mit {sum} offen.",
  "Report": "Bericht",
  "The report cannot be shown just now.": "Der Bericht kann gerade nicht gezeigt werden.",
  "Note for the Z (optional)": "Notiz für den Z-Bericht (freiwillig)",
  "Note for the Z": "Notiz für den Z-Bericht",
  "Close shift {number}": "Schicht {number} schließen",
  "Count what is in the drawer.": "Zählen, was in der Lade ist.",
  "Over": "Zu viel", "Short": "Zu wenig", "Expected {sum}": "Erwartet {sum}",
  "The count is far off": "Zählung weicht stark ab", "Print the Z": "Z-Bericht drucken",
  "Z report {number}": "Z-Bericht {number}", "Open the Z": "Z-Bericht öffnen",

  // Count
  "Notes and coins": "Scheine und Münzen", "Counted": "Gezählt", "How many": "Wie viele",
  "Next pile": "Nächster Stapel",

  // Cash in and out, the drawer
  "Take out": "Entnehmen", "Put in": "Einlegen", "Amount": "Betrag",
  "Note (optional)": "Notiz (freiwillig)", "Note": "Notiz", "Direction": "Richtung",
  "Reason": "Grund", "Float from the safe": "Wechselgeld aus dem Tresor",
  "Change from the safe": "Münzgeld aus dem Tresor",
  "Petty cash handed back": "Handgeld zurück", "Drop to the safe": "Abschöpfung in den Tresor",
  "Notes to the safe for change": "Scheine zum Wechseln in den Tresor",
  "Petty expense": "Kleine Ausgabe", "Tips paid out": "Trinkgeld ausgezahlt",
  "Why, without a sale?": "Warum, ohne Verkauf?",
  "The drawer opens. It is on the Z.": "Die Lade öffnet sich. Es steht im Z-Bericht.",
  "Written down. Open it by its key.": "Festgehalten. Bitte mit dem Schlüssel öffnen.",
  "Change for a customer": "Wechseln für Kunden",
  "Put right a wrong change": "Falsches Rückgeld richtigstellen",
  "Check the drawer": "Lade prüfen", "Test": "Test",
});
