// @ts-check
// German for the terminal: the mark in the bar, the status, enrolling, what the browser keeps.

export const WORDS = Object.freeze({
  // The mark in the bar
  "Till was revoked": "Kasse wurde entzogen", "Make it a till again": "Wieder zur Kasse machen",
  "{n} not taken": "{n} nicht angenommen",
  "just now": "gerade eben", "{time} ago": "vor {time}",
  "{n} min": "{n} Min.", "{n} h": "{n} Std.", "{n} d": "{n} T", "{n} waiting": "{n} warten",

  // Status
  "And {n} more; a saved copy holds them all.":
    "Und {n} weitere; eine gesicherte Kopie enthält alle.",
  "Waiting for the server": "Wartet auf den Server", "Handed over last": "Zuletzt übergeben",
  "never": "nie", "differs by {n} s": "weicht um {n} s ab",
  "not compared yet": "noch nicht verglichen",
  "not since this page was opened": "nicht, seit diese Seite offen ist",
  "yes, promised by the browser": "ja, vom Browser zugesagt",
  "as long as the browser has room": "solange der Browser Platz hat",
  "Server": "Server", "no answer, last heard {ago}": "keine Antwort, zuletzt {ago}",
  "answers": "antwortet", "This browser": "Dieser Browser",
  "is till {till}, device {device} “{name}”": "ist Kasse {till}, Gerät {device} „{name}“",
  "sells at till {till} while the server answers":
    "verkauft an Kasse {till}, solange der Server antwortet",
  "Clock": "Uhr", "Copy of the shop": "Kopie des Ladens", "as of {ago}": "Stand {ago}",
  "as the server has it": "wie der Server sie hat",
  "Kept on this device": "Auf diesem Gerät behalten", "no": "nein", "Waiting": "Warten",
  "Handed over": "Übergeben", "Try again": "Erneut versuchen",
  "Hand over now": "Jetzt übergeben", "Save a copy": "Kopie sichern",
  "This browser is no till any more": "Dieser Browser ist keine Kasse mehr",
  "Number": "Nummer", "Time": "Zeit", "State": "Zustand",
  "waits": "wartet", "being asked": "wird gefragt", "not taken": "nicht angenommen",
  "handed over": "übergeben", "handed over, flagged": "übergeben, mit Hinweis",
  "drawer": "Lade", "note": "Notiz",
  ["This browser's memory is older than the shop's. End it under Till status and make it a "
    + "till again."]:
    "Der Speicher dieses Browsers ist älter als der des Ladens. "
    + "Unter „Zustand der Kasse“ beenden und neu zur Kasse machen.",

  // Limits
  ["This address is plain http, so the browser can neither keep nor sign sales: the till "
    + "works while the server answers. Open it over https to sell without network."]:
    "Die Adresse ist nur http: der Browser kann Verkäufe weder behalten noch signieren, die Kasse "
    + "läuft, solange der Server antwortet. Für Verkauf ohne Netz bitte über https öffnen.",
  ["This browser keeps nothing (private window, or storage is blocked), so the till works "
    + "while the server answers."]:
    "Dieser Browser behält nichts (privates Fenster oder Speicher gesperrt): "
    + "die Kasse läuft, solange der Server antwortet.",
  "This device has hardly any room left, so the till works while the server answers.":
    "Auf diesem Gerät ist kaum noch Platz: die Kasse läuft, solange der Server antwortet.",

  // A till begins and ends
  "{n} sale waits here for the server. Connect first, then try again.":
    "{n} Verkauf wartet hier auf den Server. Bitte erst verbinden, dann noch einmal.",
  "{n} sales wait here for the server. Connect first, then try again.":
    "{n} Verkäufe warten hier auf den Server. Bitte erst verbinden, dann noch einmal.",
  "This browser has not been a till yet. It begins by itself as soon as the shop's server answers.":
    "Dieser Browser war noch keine Kasse. Er beginnt von selbst, sobald der Server antwortet.",
  "This till is open in another tab": "Diese Kasse ist in einem anderen Tab offen",
  "This till is open in another tab.": "Diese Kasse ist in einem anderen Tab offen.",
  "Only one tab sells at a time, so that every receipt has its own number.":
    "Nur ein Tab verkauft, damit jeder Beleg seine eigene Nummer hat.",
  "Sell in this tab": "In diesem Tab verkaufen",
  ["It then numbers its own receipts, signs what it sells, and goes on selling when the "
    + "network is gone."]:
    "Er nummeriert dann eigene Belege, signiert, was er verkauft, "
    + "und verkauft weiter, wenn das Netz weg ist.",
  "Name of this device": "Name dieses Geräts",
  "Replace the other device": "Anderes Gerät ersetzen", "Make it a till": "Zur Kasse machen",

  // The server's answers
  "The server's answer names none of these sales.":
    "Die Antwort des Servers nennt keinen dieser Verkäufe.",
  "Stopped.": "Abgebrochen.",
  "No connection to the shop's server.": "Keine Verbindung zum Server des Ladens.",
  "The server's answer makes no sense.": "Die Antwort des Servers ist unverständlich.",
  "The server answered {status}.": "Der Server antwortete {status}.",
  "Write a number such as 12.50.": "Bitte eine Zahl wie 12,50 eingeben.",
  "At most {places} decimals.": "Höchstens {places} Nachkommastellen.",
});
