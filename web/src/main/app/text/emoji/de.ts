/** The words by which users find emoji: one line for each emoji. */
export const emojiWords = `
😀 grinsen fröhlich lächeln
😃 fröhlich freude lachen
😄 lachen fröhlich freude
😁 strahlen grinsen zähne
😆 lachen spaß
😅 schwitzen erleichtert nervös
😂 tränen lachen freude
🤣 kugeln lachen boden
😊 erröten zufrieden lächeln
😇 engel heiligenschein unschuldig
🙂 leicht lächeln
🙃 kopfüber ironie
😉 zwinkern
😌 erleichtert ruhig
😍 liebe herz augen verliebt
🥰 liebe herzen zuneigung
😘 kuss liebe
😋 lecker köstlich zunge
😜 zunge zwinkern scherz
🤪 verrückt albern
🤗 umarmung umarmen
🤔 nachdenken überlegen
🤨 zweifel augenbraue skeptisch
😐 neutral ausdruckslos
😏 schmunzeln
😒 genervt unzufrieden
🙄 augen rollen
😬 grimasse peinlich
😴 schlafen müde
😷 maske krank
🤒 fieber krank thermometer
🥳 party feiern geburtstag
😎 cool sonnenbrille
🤓 nerd brille streber
😕 verwirrt
😟 besorgt
🙁 traurig
😮 überrascht mund
😲 erstaunt schockiert
😳 rot verlegen peinlich
🥺 flehen bitte
😢 weinen traurig träne
😭 heulen weinen
😱 schrei angst
😤 schnauben trotz dampf
😡 wütend zorn
🤯 explodieren fassungslos
🥵 heiß hitze
🥶 kalt frieren
😈 teufel böse
👍 daumen hoch ja gut ok
👎 daumen runter nein schlecht
👌 ok perfekt hand
🤌 finger zusammen
✌️ sieg frieden zwei
🤞 finger gekreuzt glück daumen drücken
🤟 liebe hand
🤙 anrufen hand
👈 links zeigen
👉 rechts zeigen
👆 oben zeigen
👇 unten zeigen
☝️ eins zeigefinger
✋ stopp hand fünf
👋 winken hallo tschüss
👏 klatschen applaus bravo
🙌 hände hoch hurra
🤝 handschlag einig abmachung
🙏 danke bitte beten
💪 stark muskel kraft
✍️ schreiben unterschrift hand
👀 augen schauen sehen
🧠 gehirn verstand
👶 baby kind
🧑 person mensch
👩 frau
👨 mann
🧓 alt person senior
🙋 melden hand frage
🤷 schulterzucken unbekannt
🤦 hand gesicht
💁 auskunft hilfe
🙇 verbeugung entschuldigung
👪 familie
❤️ rot herz liebe
🧡 orange herz
💛 gelb herz
💚 grün herz
💙 blau herz
💜 lila herz
🖤 schwarz herz
🤍 weiß herz
💔 gebrochen herz
💕 zwei herzen liebe
💯 hundert punkte perfekt
💥 knall explosion
💤 schlaf zzz
✨ funkeln neu sauber
⭐ stern favorit
🌟 leuchtend stern
🔥 feuer heiß
🎉 party feiern glückwunsch
🎊 konfetti feiern
🎁 geschenk
🎂 kuchen torte geburtstag
🏆 pokal sieger
🥇 gold medaille erster
✅ haken erledigt ja
❌ kreuz nein falsch
❗ ausrufezeichen wichtig
❓ frage fragezeichen
⚠️ warnung achtung
🚫 verboten
♻️ recycling wiederverwerten
🐶 hund
🐱 katze
🐭 maus
🐰 hase kaninchen
🦊 fuchs
🐻 bär
🐼 panda
🐯 tiger
🦁 löwe
🐮 kuh
🐷 schwein
🐸 frosch
🐔 huhn henne
🐧 pinguin
🦉 eule
🐝 biene honig
🦋 schmetterling
🐢 schildkröte langsam
🐟 fisch
🌸 blüte blume frühling
🌹 rose blume
🌻 sonnenblume blume
🌳 baum
🌵 kaktus
🍀 klee glück
🍁 ahorn blatt herbst
☀️ sonne wetter
⛅ wolke sonne wetter
🌧️ regen wetter
⛈️ gewitter sturm wetter
❄️ schnee kalt winter
🌈 regenbogen
🌙 mond nacht
🌍 erde welt
🍎 apfel obst
🍌 banane obst
🍇 trauben obst
🍓 erdbeere obst
🍒 kirschen obst
🍑 pfirsich obst
🥑 avocado
🍅 tomate
🥕 karotte möhre
🌽 mais
🥔 kartoffel
🥐 croissant frühstück
🍞 brot laib
🧀 käse
🥚 ei
🍳 spiegelei frühstück
🥓 speck
🍔 burger hamburger
🍟 pommes
🍕 pizza
🥪 sandwich
🌮 taco
🥗 salat
🍝 spaghetti nudeln
🍜 nudeln suppe
🍣 sushi
🍦 eis
🍩 donut krapfen
🍪 keks
🍰 kuchen stück torte
🍫 schokolade
☕ kaffee heiß
🍵 tee tasse
🍷 wein glas
🍺 bier
🥂 prost anstoßen gläser
🚗 auto wagen
🚕 taxi
🚌 bus
🚲 fahrrad
🚆 zug bahn
✈️ flugzeug flug reise
🚀 rakete schnell start
⛵ boot segeln
🏠 haus zuhause
🏢 büro gebäude
🏥 krankenhaus
🏪 laden geschäft
⏰ wecker uhr zeit
⌛ sanduhr warten zeit
📅 kalender datum termin
📍 nadel ort standort
📞 telefon anruf
📱 handy telefon
💻 laptop computer
🖨️ drucker
📷 kamera foto
🔋 batterie akku
💡 glühbirne licht idee
🔑 schlüssel
🔒 schloss zu sicher
🛠️ werkzeug reparatur hammer
🧰 werkzeugkasten
📦 paket kiste lieferung
📄 seite dokument datei
📎 büroklammer anhang
✏️ bleistift schreiben
📧 e-mail email post
💬 sprechblase nachricht chat
💰 geld sack
💳 karte zahlung kreditkarte
🧾 beleg rechnung quittung
🛒 einkaufswagen einkaufen
👕 hemd kleidung
👟 schuh turnschuh
🎵 musik note
⚽ fußball ball
`;
