/** The words by which users find emoji: one line for each emoji. */
export const emojiWords = `
😀 grinning happy smile
😃 happy joy smile
😄 laughing happy smile
😁 beaming grin teeth
😆 laughing squint fun
😅 sweat relief nervous
😂 tears joy laughing lol
🤣 rolling laughing floor
😊 blush pleased smile
😇 angel halo innocent
🙂 slight smile
🙃 upside down irony
😉 wink
😌 relieved calm
😍 love heart eyes
🥰 love hearts affection
😘 kiss love
😋 yummy delicious tongue
😜 tongue wink joke
🤪 crazy silly
🤗 hug hugging
🤔 thinking hmm
🤨 doubt eyebrow suspicious
😐 neutral
😏 smirk
😒 unamused annoyed
🙄 rolling eyes
😬 grimace awkward
😴 sleeping tired
😷 mask ill
🤒 fever ill thermometer
🥳 party celebrate birthday
😎 cool sunglasses
🤓 nerd glasses
😕 confused
😟 worried
🙁 sad frown
😮 surprised open mouth
😲 astonished shocked
😳 flushed embarrassed
🥺 pleading please
😢 crying sad tear
😭 sobbing crying
😱 scream fear
😤 huff triumph steam
😡 angry rage
🤯 mind blown exploding
🥵 hot heat
🥶 cold freezing
😈 devil evil
👍 thumbs up yes good ok like
👎 thumbs down no bad
👌 ok perfect hand
🤌 pinched fingers
✌️ victory peace two
🤞 fingers crossed luck
🤟 love you hand
🤙 call me hand
👈 left point
👉 right point
👆 up point
👇 down point
☝️ one up index finger
✋ stop hand five
👋 wave hello bye
👏 clap applause bravo
🙌 hands up hooray
🤝 handshake deal agree
🙏 thanks please pray
💪 strong muscle power
✍️ write sign hand
👀 eyes look see
🧠 brain mind
👶 baby child
🧑 person adult
👩 woman
👨 man
🧓 old person
🙋 raise hand question
🤷 shrug unknown
🤦 facepalm
💁 information help desk
🙇 bow sorry
👪 family
❤️ red heart love
🧡 orange heart
💛 yellow heart
💚 green heart
💙 blue heart
💜 purple heart
🖤 black heart
🤍 white heart
💔 broken heart
💕 two hearts love
💯 hundred points perfect
💥 boom collision bang
💤 sleep zzz
✨ sparkles new clean
⭐ star favorite
🌟 glowing star
🔥 fire hot
🎉 party celebrate congratulations tada
🎊 confetti celebrate
🎁 gift present
🎂 cake birthday
🏆 trophy winner
🥇 gold medal first
✅ check done yes
❌ cross no wrong
❗ exclamation important
❓ question
⚠️ warning caution
🚫 forbidden prohibited
♻️ recycle
🐶 dog
🐱 cat
🐭 mouse
🐰 rabbit bunny
🦊 fox
🐻 bear
🐼 panda
🐯 tiger
🦁 lion
🐮 cow
🐷 pig
🐸 frog
🐔 chicken hen
🐧 penguin
🦉 owl
🐝 bee honey
🦋 butterfly
🐢 turtle slow
🐟 fish
🌸 blossom flower spring
🌹 rose flower
🌻 sunflower flower
🌳 tree
🌵 cactus
🍀 clover luck
🍁 maple leaf autumn
☀️ sun weather
⛅ cloud sun weather
🌧️ rain weather
⛈️ storm thunder weather
❄️ snow cold winter
🌈 rainbow
🌙 moon night
🌍 earth world
🍎 apple fruit
🍌 banana fruit
🍇 grapes fruit
🍓 strawberry fruit
🍒 cherries fruit
🍑 peach fruit
🥑 avocado
🍅 tomato
🥕 carrot
🌽 corn
🥔 potato
🥐 croissant breakfast
🍞 bread loaf
🧀 cheese
🥚 egg
🍳 frying egg breakfast
🥓 bacon
🍔 burger hamburger
🍟 fries chips
🍕 pizza
🥪 sandwich
🌮 taco
🥗 salad
🍝 spaghetti pasta
🍜 noodles soup
🍣 sushi
🍦 ice cream
🍩 donut
🍪 cookie biscuit
🍰 cake slice
🍫 chocolate
☕ coffee hot
🍵 tea cup
🍷 wine glass
🍺 beer
🥂 cheers toast glasses
🚗 car auto
🚕 taxi
🚌 bus
🚲 bicycle bike
🚆 train
✈️ plane flight travel
🚀 rocket fast launch
⛵ boat sail
🏠 house home
🏢 office building
🏥 hospital
🏪 shop store
⏰ alarm clock time
⌛ hourglass wait time
📅 calendar date
📍 pin place location
📞 phone call
📱 mobile phone
💻 laptop computer
🖨️ printer
📷 camera photo
🔋 battery
💡 light bulb idea
🔑 key
🔒 lock closed secure
🛠️ tools repair hammer
🧰 toolbox
📦 package parcel box delivery
📄 page document file
📎 paperclip attach
✏️ pencil write
📧 email mail
💬 speech message chat
💰 money bag
💳 card payment credit
🧾 receipt bill invoice
🛒 cart shopping
👕 shirt clothes
👟 shoe sneaker
🎵 music note
⚽ football soccer ball
`;
