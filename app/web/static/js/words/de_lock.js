// @ts-check
// German for the lock, the PIN pad, approvals and their reasons.

export const WORDS = Object.freeze({
  // Lock
  "Who is selling?": "Wer verkauft?", "Which manager unlocks it?": "Welche Leitung entsperrt?",
  "The cart stays: {n} line": "Der Korb bleibt: {n} Position",
  "The cart stays: {n} lines": "Der Korb bleibt: {n} Positionen",
  "No manager has a PIN here. Use the password.":
    "Hier hat keine Leitung eine PIN. Bitte das Passwort nehmen.",
  "Nobody is known here yet. Connect to the shop's server.":
    "Hier ist noch niemand bekannt. Bitte mit dem Server des Ladens verbinden.",
  "People": "Personen", "Others": "Andere", "Use password": "Passwort nehmen",
  "Use PIN": "PIN nehmen", "A manager unlocks": "Leitung entsperrt",
  "Five wrong PINs: locked at this till.": "Fünf falsche PINs: an dieser Kasse gesperrt.",
  "No PIN yet. Set one on your own page.":
    "Noch keine PIN. Bitte auf der eigenen Seite setzen.",
  "Password": "Passwort", "Go on": "Weiter",
  "{n} try left.": "Noch {n} Versuch.", "{n} tries left.": "Noch {n} Versuche.",
  "The connection is back. Type your PIN once more.":
    "Die Verbindung ist wieder da. Bitte die PIN noch einmal eingeben.",
  "{name} may not sell here any more.": "{name} darf hier nicht mehr verkaufen.",
  "cashier": "Kasse", "receiver": "Wareneingang", "manager": "Leitung",
  "accountant": "Buchhaltung", "owner": "Inhaber", "admin": "Verwaltung",

  // PIN
  "PIN": "PIN", "Type your PIN": "PIN eingeben", "Done": "Fertig",
  "{n} digit typed": "{n} Ziffer eingegeben", "{n} digits typed": "{n} Ziffern eingegeben",
  "This browser is no till of the shop. Use your password.":
    "Dieser Browser ist keine Kasse des Ladens. Bitte das Passwort nehmen.",
  "{name}'s PIN is locked here. Connect, then use the password.":
    "Die PIN von {name} ist hier gesperrt. Bitte verbinden, dann das Passwort nehmen.",
  "Too many wrong PINs at this till. Connect, then use the password.":
    "Zu viele falsche PINs an dieser Kasse. Bitte verbinden, dann das Passwort nehmen.",
  "This till knows no PIN of {name}. Connect first.":
    "Diese Kasse kennt keine PIN von {name}. Bitte erst verbinden.",
  "This till has been alone for three days. Connect it before stepping up.":
    "Diese Kasse war drei Tage allein. Bitte erst verbinden, dann anmelden.",
  "The PIN is wrong.": "Die PIN ist falsch.",

  // Approvals
  "Approval": "Genehmigung", "Another reason": "Anderer Grund", "Why?": "Warum?",
  "Reasons": "Gründe", "{reason}. Who approves it?": "{reason}. Wer genehmigt es?",
  "Nobody here may approve this.": "Hier darf das niemand genehmigen.",
  "Approvers": "Wer genehmigen darf", "Password of {name}": "Passwort von {name}",
  "Approve": "Genehmigen", "{n} % off": "{n} % Rabatt", "{what}: say why": "{what}: Grund nennen",
  "{name}, lot {lot}: past its date": "{name}, Charge {lot}: Datum überschritten",
  "Another price": "Anderer Preis", "A larger discount": "Höherer Rabatt",
  "Sell past its date": "Abgelaufenes verkaufen",
  "Return without a receipt": "Rückgabe ohne Beleg", "Undo a sale": "Verkauf stornieren",
  "Approve the count": "Zählung genehmigen",

  // Reasons
  "Damaged pack": "Packung beschädigt", "Shelf label differs": "Etikett am Regal anders",
  "Price of another shop": "Preis anderer Laden", "Goodwill": "Kulanz",
  "Close to its date": "Bald abgelaufen", "Regular customer": "Stammkunde",
  "Best before, still good": "MHD, noch gut", "Customer was told": "Kunde weiß Bescheid",
  "For animals": "Für Tiere", "Staff purchase": "Personalkauf", "Receipt lost": "Beleg verloren",
  "Known customer": "Bekannter Kunde", "Faulty goods": "Ware fehlerhaft",
  "Wrong goods": "Falsche Ware", "Wrong payment": "Falsche Zahlung",
  "Customer changed mind": "Kunde will doch nicht", "Rung up twice": "Doppelt gebucht",
  "Change money": "Geld wechseln", "Check the cash": "Bargeld prüfen", "Till roll": "Bonrolle",
  "Customer's change was wrong": "Rückgeld war falsch", "Counted twice": "Zweimal gezählt",
  "Wrong change given": "Falsch herausgegeben", "Known mistake": "Fehler bekannt",
  "Will be looked into": "Wird geklärt",
  "Network is down": "Netz ist weg", "Server is being repaired": "Server in Reparatur",
  "Shop closes soon": "Laden schließt bald", "No cover here": "Kein Empfang hier",
});
