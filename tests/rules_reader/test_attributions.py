"""Patterns of reported speech, each in a sentence of its own style. No sentence here is from a corpus."""

from __future__ import annotations

import pytest

from tests.rules_reader.reading import quotes, read

INDIRECT = [
    ("The firm said on Monday that it would sell its Cork unit.", "The firm", "it would sell its Cork unit"),
    ("Officials here say the raid, which began at dawn, was planned for weeks.", "Officials",
     "the raid, which began at dawn, was planned for weeks"),
    ("Growers in Kent say that the cherries are late.", "Growers in Kent", "the cherries are late"),
    ("Profits will fall again, Marta Lind said.", "Marta Lind", "Profits will fall again"),
    ("Yields will climb, predicts Edward Yard, an economist at Prudent Trust.", "Edward Yard", "Yields will climb"),
    ("Police are looking for a driver, said Inspector Joan Dart of the county force.", "Joan Dart",
     "Police are looking for a driver"),
    ("The inquiry, the minister said, would report within 60 days.", "the minister",
     "The inquiry … would report within 60 days"),
    ("Prices will drop, Mr. Lee said, because costs fell.", "Lee", "Prices will drop … because costs fell"),
    ("According to the port authority, two ships sank.", "the port authority", "two ships sank"),
    ("Two ships sank, according to Ana Ruiz, who runs the port.", "Ana Ruiz", "Two ships sank"),
    ("Thomas O'Brien, chief economist at Shawmut Trust, estimates that output will grow 2%.", "Thomas O'Brien",
     "output will grow 2%"),
    ("In Paris, the union's leader, Bob Jones, said the talks had failed.", "Bob Jones", "the talks had failed"),
    ("The company, based in Dallas, said third-quarter income fell 12% to $4.2 million.", "The company",
     "third-quarter income fell 12% to $4.2 million"),
    ("An engineer who took part said the bolts were loose.", "An engineer", "the bolts were loose"),
    ("People familiar with the matter said Ford and Orbit have agreed on a price.", "People familiar with the matter",
     "Ford and Orbit have agreed on a price"),
    ("Jan Dahl and Eva Holm said the roof was safe.", "Jan Dahl and Eva Holm", "the roof was safe"),
    ("The union said that if no deal is reached by Friday, 3,000 workers will walk out.", "The union",
     "if no deal is reached by Friday, 3,000 workers will walk out"),
    ("A spokesman for the ministry said in a statement that two ships had sunk.", "A spokesman for the ministry",
     "two ships had sunk"),
    ("He told the court he had never met her.", "", "he had never met her"),
    ("The bishop, however, warned that the tower might fall.", "The bishop", "the tower might fall"),
    ("Although the mayor said he was tired, he stayed for the vote.", "the mayor", "he was tired"),
    ("Ms. Reyes asked whether the ferry was safe.", "Reyes", "whether the ferry was safe"),
    ("The board is confident that the offer will be accepted.", "The board", "the offer will be accepted"),
    ("The court ruled Tuesday that the tax was illegal.", "The court", "the tax was illegal"),
    ("The museum's director, Ada Finch, promised to return the mask.", "Ada Finch", "to return the mask"),
    ("Tilda Voss wants Congress to act.", "Tilda Voss", "Congress to act"),
    ("The union urged members to reject the offer.", "The union", "members to reject the offer"),
    ("The senator accused the bank of hiding losses.", "The senator", "the bank of hiding losses"),
    ("The pilot denied having slept.", "The pilot", "having slept"),
    ("The operator denied that it had ignored the cracks.", "The operator", "it had ignored the cracks"),
    ("The bank expects a loss of $5 million.", "The bank", "a loss of $5 million"),
    ("Her lawyer called for an immediate inquiry into the crash.", "Her lawyer", "an immediate inquiry into the crash"),
    ("The bank's decision to raise fees surprised savers.", "The bank", "to raise fees"),
    ("Orbit announced plans to close two plants.", "Orbit", "to close two plants"),
    ("An official asked not to be named.", "An official", "not to be named"),
    ("Harbin Steel said it will delay a mill near Gary, Ind., by six months.", "Harbin Steel",
     "it will delay a mill near Gary, Ind., by six months"),
    ("Some investors think it isn't.", "Some investors", "it isn't"),
    ("Oil prices are expected to rise next week.", "", "to rise next week"),
    ("The minister was accused of lying to parliament.", "", "lying to parliament"),
    ("There were claims that the vote had been bought.", "", "the vote had been bought"),
    ("It isn't clear whether the talks will resume, a person close to the board said.", "a person close to the board",
     "It isn't clear whether the talks will resume"),
    ("A federal judge in Omaha on Thursday ruled that the ban on billboards is illegal.", "A federal judge in Omaha",
     "the ban on billboards is illegal"),
    ("A study published on Monday in the journal Tidewater Biology suggests that oysters can hear.", "A study",
     "oysters can hear"),
    ("A Harwell poll released Sunday showed that most voters oppose the tax.", "A Harwell poll",
     "most voters oppose the tax"),
    ("Mary Hendricks, a teacher who moved here in 1978 and whose husband ran a shop until it closed last winter, said"
     " the mine had been good to the county.", "Mary Hendricks", "the mine had been good to the county"),
    ("The document, a copy of which was obtained by The Courier, warns that it could fail.", "The document",
     "it could fail"),
    ("A man standing next to her said the bolts were loose.", "A man", "the bolts were loose"),
    ("Officials at the plant, which employs 600, say that without a tax break it will close.", "Officials at the plant",
     "without a tax break it will close"),
    ("The union claims the layoffs violated its contract, a charge the owners face again.", "The union",
     "the layoffs violated its contract"),
    ("Another, at a large bank, said dealers were waiting for the report.", "Another",
     "dealers were waiting for the report"),
    ("Someone familiar with the plan said it was dead.", "Someone familiar with the plan", "it was dead"),
    ("The Pentagon said Friday, however, that there are no troops in the port.", "Pentagon",
     "there are no troops in the port"),
    ("Karl Brandt said after the vote was over that he would run again.", "Karl Brandt", "he would run again"),
    ("But, the bishop said, the tower had been sold.", "the bishop", "the tower had been sold"),
    ("An Ohio man who said he was ill on Monday was found dead.", "An Ohio man", "he was ill on Monday"),
    ("A letter warning that the hospital would close was sent to parents.", "A letter", "the hospital would close"),
    ("A claim on social media that the pilot had slept could not be verified.", "", "the pilot had slept"),
    ("Officials are worried the ground water has been poisoned.", "Officials", "the ground water has been poisoned"),
    ("The State Department warned Americans on Wednesday not to travel to the islands.", "State Department",
     "Americans on Wednesday not to travel to the islands"),
    ("The museum's promise to refund buyers has not been kept.", "The museum", "to refund buyers"),
    ("The board reversed its decision to sell the archive.", "The board", "to sell the archive"),
    ("Police put the number of injured at 23.", "Police", "the number of injured at 23"),
    ("Police said the driver was a woman from Warren but would not name her.", "Police",
     "the driver was a woman from Warren"),
    ("The two were asleep, the court was told.", "", "The two were asleep"),
    ("She sold a flat that brokers said would fetch two million.", "brokers", "would fetch two million"),
    ("He told a regular briefing that the sale was off.", "", "the sale was off"),
    ("Dana Cole said she had a good run and plans to travel.", "Dana Cole", "she had a good run and plans to travel"),
    ("One senior official, speaking in Rome because the talks are private, said the two sides were not close.",
     "One senior official", "the two sides were not close"),
    ("The singer, whose album, “Lost,” came out in May, said it was a gift.", "The singer", "it was a gift"),
    ("The Seed Council, a trade group based in Geneva, says the rule, if adopted, would raise prices.",
     "Seed Council", "the rule, if adopted, would raise prices"),
    ("Three days after the fire, the fire chief, Ramona Tull, told some of the residents who had come to the hall that"
     " nobody was to blame.", "Ramona Tull", "nobody was to blame"),
    ("Hours later the governor, Oleh Bondar, wrote that two drones had been shot down.", "Oleh Bondar",
     "two drones had been shot down"),
    ("The league notified Dorset State on Monday of nine alleged rules violations.", "The league",
     "nine alleged rules violations"),
    ("The week's low point was an announcement by the guild that ballots will be mailed in May, a full month before"
     " the fair.", "the guild", "ballots will be mailed in May, a full month before the fair"),
    ("There was an allegation that the money was given to a player, whose name was withheld.", "",
     "the money was given to a player, whose name was withheld"),
    ("Lena Fox said she heard a bang, came out and saw a crowd of people gathered.", "Lena Fox",
     "she heard a bang, came out and saw a crowd of people gathered"),
    ("Lena Fox said she hadn't called him yet, but noticed one missed call.", "Lena Fox",
     "she hadn't called him yet, but noticed one missed call"),
    ("The family is not speaking yet, the bishop said.", "the bishop", "The family is not speaking yet"),
    ("According to Milos Brandt, producer of the fair, it will open in June.", "Milos Brandt", "it will open in June"),
    ("Most of those asked said they would move.", "Most of those asked", "they would move"),
    ("Jurors heard that the van was found near Ely.", "", "the van was found near Ely"),
    ("The tribunal was told the driver had slept.", "", "the driver had slept"),
    ("They stress, however, that a vote stops nothing, and it remains uncertain whether there will be one.", "",
     "a vote stops nothing"),
    ("For those who stay, Ann Lee said, the water will be free.", "Ann Lee",
     "For those who stay … the water will be free"),
    ("The profit fell to 3 million euros, Orbit Corp. said, citing the higher costs of its mill.", "Orbit Corp.",
     "The profit fell to 3 million euros"),
    ("Former star quarterback Max Clay and other players have alleged that boosters paid them.",
     "Max Clay and other players", "boosters paid them"),
]  # fmt: skip

MARKED = [
    ("“We won,” said Irina Peskova.", "Irina Peskova", "We won,"),
    ("Irina Peskova said: “We won.”", "Irina Peskova", "We won."),
    ('"We won," Irina Peskova said.', "Irina Peskova", "We won,"),
    ("“We have no choice,” Anna Berg, chairwoman of the port, told reporters on Tuesday, “but we will try.”",
     "Anna Berg", "We have no choice, … but we will try."),
    ("“I don't know,” said a clearly tired Mr. Ross, “what else we can do.”", "Ross",
     "I don't know, … what else we can do."),
    ("“The roof,” the architect explained, “was never meant to hold snow.”", "the architect",
     "The roof, … was never meant to hold snow."),
    ("“Why now?” asked the widow. “Why us?”", "the widow", "Why now? … Why us?"),
    ("“It is hard to say,” the head of research at Acme Corp., Jan Kowalski, wrote in a report.", "Jan Kowalski",
     "It is hard to say,"),
    ("But, Lena Ohm said, “nobody asked us.”", "Lena Ohm", "nobody asked us."),
    ("Asked if he would resign, the minister said: “No.”", "the minister", "No."),
    ("As one broker put it, “Nobody is buying.”", "one broker", "Nobody is buying."),
    ("“You can't win,” one fan shouted.", "one fan", "You can't win,"),
    ("The senator, a Republican from Maine, called the bill “reckless”.", "The senator",
     "the bill “reckless”"),
    ("Dana Cole said the plan was “dead on arrival” and would not be revived.", "Dana Cole",
     "the plan was “dead on arrival” and would not be revived"),
    ("If it rains, the growers warned, the crop “may as well be left in the field”.", "the growers",
     "If it rains … the crop “may as well be left in the field”"),
    ("Lena Ohm was blunt: “It is over.”", "Lena Ohm", "It is over."),
    ("“What do I want?” Mr. Ahn asks. “I want my job back.”", "Ahn", "What do I want? … I want my job back."),
    ("“They treated us like dogs,” said Samir, a student from Homs, who was cold.", "Samir",
     "They treated us like dogs,"),
    ("As she lay in front of the car, a man standing next to her screamed, “No, no, no!”", "a man", "No, no, no!"),
    ("Asked if he would be charged, the prosecutor said, “No comment.”", "the prosecutor", "No comment."),
    ("The mayor, Lena Ohm added, “has no idea.”", "Lena Ohm", "The mayor … has no idea."),
    ("“Turn left,” the voice said, and the widow turned left.", "the voice", "Turn left,"),
    ("“It's not,” the coach said after the loss, “the end of the world.”", "the coach",
     "It's not, … the end of the world."),
    ("“I knew it,” Larry Brown said from Miami before he left.", "Larry Brown", "I knew it,"),
    ("“We will not be moved,” President Anwar Nasr was quoted as saying by the state news agency.", "Anwar Nasr",
     "We will not be moved,"),
    ("Interfax quoted Deputy Minister Pavel Orlov as saying “there will be consequences.”", "Pavel Orlov",
     "there will be consequences."),
    ("“The market is flat,” said economist Milton Shaw of First Dayton Corp.", "Milton Shaw", "The market is flat,"),
    ("“He was furious,” one of them said.", "one of them", "He was furious,"),
    ("A banner read “No Justice, No Peace.”", "A banner", "No Justice, No Peace."),
    ("Haugstad declined to “promise a flood.”", "Haugstad", "to “promise a flood.”"),
    ("A man “with knowledge of the plan” said the dam was “done for.”", "A man", "the dam was “done for.”"),
    ("The coach, whose film “The Long Field” won in Cannes, called it “a gift.”", "The coach", "it “a gift.”"),
    ("The notes explain a wish to end what Ann Lee called the “night shift” mood of the firm.", "Ann Lee",
     "the “night shift” mood of the firm"),
    ("They paid 80 million, the “town sale,” as Ann Lee later called it.", "Ann Lee", "town sale,"),
    ("“We want it to be fun,” Hatters Weekly quoted her as saying.", "", "We want it to be fun,"),
    ("A statement on the firm's site, which shows a candle and the text “Steve 1955-2011”, states: “We have lost a"
     " friend.”", "A statement", "We have lost a friend."),
    ("Asked about the delay, Neil Baines blamed “a perfect storm of bad luck”.", "Neil Baines",
     "a perfect storm of bad luck"),
    ("“Not guilty,” the sailor said when the clerk read the charge.", "the sailor", "Not guilty,"),
    ("‘Disgraceful!’ roared one backbencher as the minister sat down.", "one backbencher", "Disgraceful!"),
    ("“No one can tell,” the bishop said. “There is nothing we can do” with such a roof.", "the bishop",
     "No one can tell, … “There is nothing we can do” with such a roof"),
    ("The climber, described as “lacking experience”, fell.", "", "lacking experience"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "speaker", "content"), [*INDIRECT, *MARKED])
def test_one_attribution(sentence: str, speaker: str, content: str) -> None:
    assert quotes(sentence) == [(speaker, content)]


@pytest.mark.parametrize(
    "sentence",
    [
        "The mayor declined to comment.",
        "The minister thanked the crew and met the families.",
        "They announced the winner on Sunday.",
        "Critics praised the film known as “The Long Road Home”.",
        "The calls for help came at night.",
        "The report that came out in May filled two volumes.",
        "The bank had shown “a reckless disregard for its customers”.",
        "The pilot said nothing after the crew had met him.",
        "Officers found a shotgun in the car, and the driver was ill.",
        "They will declare a four-day “Easter Truce” at last.",
        "The decision to return was influenced by a desire to change the show.",
        "The firm did not say whether he had decided to leave.",
        "The affair, dubbed “Gulfgate” by the press, cost him his seat.",
        "Ann Lee and her husband, both retired reporters, knew Ben as a baby.",
        "Joe “Bugsy” Rizzo lost again in the so-called “dream” game.",
    ],
)
def test_what_reports_nothing_is_no_quote(sentence: str) -> None:
    assert quotes(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "The mayor told Radio Wick the bridge was safe and said that it would open in May.",
            [("The mayor", "the bridge was safe"), ("The mayor", "it would open in May")],
        ),
        (
            "The operator denied reports that it had ignored the cracks.",
            [("The operator", "reports that it had ignored the cracks"), ("", "it had ignored the cracks")],
        ),
        (
            "The union said the offer was too low, adding that the strike would go on.",
            [("The union", "the offer was too low"), ("The union", "the strike would go on")],
        ),
        (
            "Police believe that the driver fell asleep, but his sister thinks he was pushed off the road.",
            [("Police", "the driver fell asleep"), ("his sister", "he was pushed off the road")],
        ),
        (
            "Ms. Wu noted that Mr. Chen, who founded the firm in 1990, believes the offer is too low.",
            [
                ("Wu", "Mr. Chen, who founded the firm in 1990, believes the offer is too low"),
                ("Chen", "the offer is too low"),
            ],
        ),
        (
            "The view was challenged by Ida Brun, who said that it was wrong, noting that talks go on.",
            [("Ida Brun", "it was wrong"), ("Ida Brun", "talks go on")],
        ),
        (
            "“There is no lead in them,” said Marvin Odell, vice president of Hadley Corp., adding that tests go on.",
            [("Marvin Odell", "There is no lead in them,"), ("Marvin Odell", "tests go on")],
        ),
    ],
)
def test_every_cue_is_an_attribution_of_its_own(sentence: str, expected: list[tuple[str, str]]) -> None:
    assert quotes(sentence) == expected


CARRIED = [
    ("Tass reported, citing a ministry source, that two diplomats had left.", "a ministry source",
     "two diplomats had left", ["Tass"]),
    ("The bridge will close, Reuters reported, citing two officials.", "two officials", "The bridge will close",
     ["Reuters"]),
    ("Quoted by Silk Wire, the envoy, Precious Ndlela, said that talks go on.", "Precious Ndlela", "talks go on",
     ["Silk Wire"]),
    ("The gates will open, Ann Lee told the court, according to Orbit News, as reported by the portal Dala Online.",
     "Ann Lee", "The gates will open", ["Orbit News", "Dala Online"]),
    ("According to the Orbit Times, which first had the news, a man “with knowledge of it” claimed that the firm was"
     " lost.", "a man", "the firm was lost", ["Orbit Times"]),
    ("Ann Lee resigned in a letter to the board stating, “That day has come.”", "Ann Lee", "That day has come.",
     ["a letter"]),
    ("The Orbit Times reported that someone familiar with the matter said the deal was dead.",
     "someone familiar with the matter", "the deal was dead", ["Orbit Times"]),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "speaker", "content", "via"), CARRIED)
def test_who_carried_it_is_not_who_said_it(sentence: str, speaker: str, content: str, via: list[str]) -> None:
    found = read(sentence)
    names = {entity.id: entity.name for entity in found.entities}
    assert [([names[each] for each in quote.speakers], quote.text) for quote in found.quotes] == [([speaker], content)]
    assert [names[each] for each in found.quotes[0].via] == via


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Zelcor said it would sell its mill.", "organization"),
        ("Kemper said she would go.", "person"),
        ("“I slept,” Kemper said.", "person"),
        ("Kemper, 58, said the bolts were loose.", "person"),
        ("Kemper, who ran the mill, said the bolts were loose.", "person"),
        ("“We are lost,” Kemper whispered.", "person"),
        ("Kemper said the bolts were loose.", "other"),
    ],
)
def test_the_kind_of_a_bare_name_is_what_the_text_shows(text: str, kind: str) -> None:
    assert [entity.kind for entity in read(text).entities if entity.name in ("Kemper", "Zelcor")] == [kind]


SPEAKERS = [
    ("Angela Pohl met Richard Cray in Geneva. She said the sides were close. “There is work to do,” he said.",
     ["Angela Pohl", "Richard Cray"]),
    ("Larson said Madeline Kafour was well liked. She said Kafour had retired last year. Ms. Larson wept.",
     ["Larson", "Larson"]),
    ("Halden Foods Inc. said sales rose. The company said it expects to close two plants.",
     ["Halden Foods Inc.", "Halden Foods Inc."]),
    ("Northgate Airlines is sorry. The airline said that all passengers had been rebooked.", ["Northgate Airlines"]),
    ("“Why me?” Mr. Lee told the court. “Why not you?” The judge said, “Enough of this.”", ["Lee", "The judge"]),
    ("Tim Fannon said a man had left. “All got out,” Const. Fannon said. “It was dark,” Insp. Gale said.",
     ["Tim Fannon", "Tim Fannon", "Gale"]),
    ("What worries Ms. Dunlea most, she says, is the silence.", ["Dunlea"]),
    ("The inspector said that the brakes were worn. She noted that nobody was hurt.",
     ["The inspector", "The inspector"]),
    ("The ministry said in May that two boats had fired. “On sighting the ship, the boats fled at once.”",
     ["The ministry"]),
    ("Tony Dale is the coach. His son, Max Dale, plays too. “He is ready,” Dale said.", ["Max Dale"]),
    ("John Banks, Ben's older brother, met us. “He played anything,” said his brother.", ["John Banks"]),
    ("“They promised us water. It is October.” Fatma Aydin points at the tap.", ["Fatma Aydin"]),
    ("“I can’t believe it,” she said. Joan Peters, 62, a cleaner from Derby, will buy a flat.", ["Joan Peters"]),
    ("Three hundred were hurt. Nine said “no” to the offer.", [""]),
    ("Q: How did you hear?\n\nA: My sister called me.", ["", ""]),
    ("In the evening the envoy’s office gave the day: the visit will be in May, it announced.", ["the envoy’s office"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "speakers"), SPEAKERS)
def test_who_is_meant(text: str, speakers: list[str]) -> None:
    assert [speaker for speaker, _ in quotes(text)] == speakers


TOKENISED = [
    ("“It's a bad law, which can't stand,” said Mr. Kessler, who hopes to sell. “But,” he added, “nothing lasts.”",
     "`` It 's a bad law , which ca n't stand , '' said Mr. Kessler , who hopes to sell . `` But , '' he added , ``"
     " nothing lasts . ''"),
    ("The stock's rise (of 5%) wasn't related to any news, the company's spokesman said.",
     "The stock 's rise -LRB- of 5 % -RRB- was n't related to any news , the company 's spokesman said ."),
    ("“We met in May,” Jan Dahl's wife said. “It's over.”", '"We met in May, "Jan Dahl’ s wife said. "It’ s over. "'),
]  # fmt: skip


@pytest.mark.parametrize(("printed", "tokenised"), TOKENISED)
def test_text_taken_apart_into_tokens_reads_the_same(printed: str, tokenised: str) -> None:
    def plain(text: str) -> list[tuple[str, str]]:
        joined = str.maketrans("", "", " '’-`“”\"")
        brackets = {"-LRB-": "(", "-RRB-": ")"}
        said = quotes(text)
        for written, sign in brackets.items():
            said = [(speaker.replace(written, sign), content.replace(written, sign)) for speaker, content in said]
        return [(speaker.translate(joined), content.translate(joined)) for speaker, content in said]

    assert plain(tokenised) == plain(printed) != []


def test_a_relayed_statement_is_one_quote() -> None:
    text = "Orbit spokesman Lars Lund met us. The founder, Ida Brun, recalled that “both sides had agreed”, he added."
    found = read(text)
    names = {entity.id: entity.name for entity in found.entities}
    assert [(names[quote.speakers[0]], names[quote.on_behalf_of or ""]) for quote in found.quotes] == [
        ("Lars Lund", "Ida Brun")
    ]


def test_stacked_cues_of_one_speaker_are_one_attribution() -> None:
    assert quotes("Mary Jones, who runs the shop, said she hopes to reopen.") == [("Mary Jones", "she hopes to reopen")]


def test_speaker_goes_on_through_the_paragraph_and_into_one_that_only_continues() -> None:
    text = (
        "“We lost the barn,” said Tilda Voss. “We lost the hay.”\n\n“We did not lose the goats.”\n\n"
        "The fire began on Sunday, her neighbour, Karl Brandt, said."
    )
    assert quotes(text) == [
        ("Tilda Voss", "We lost the barn, … We lost the hay. … We did not lose the goats."),
        ("Karl Brandt", "The fire began on Sunday"),
    ]


def test_a_quotation_over_two_paragraphs_is_one() -> None:
    text = "“The river came at night,” Karl Brandt said. “Nobody slept.\n\n“In the morning the street was gone.”"
    assert [speaker for speaker, _ in quotes(text)] == ["Karl Brandt"]


def test_a_lost_closing_mark_does_not_swallow_the_cue() -> None:
    text = (
        "The dockers met.\n\n“We will wait until the books are open, said Eva Holm. There was no reply from the firm."
    )
    assert ("Eva Holm", "We will wait until the books are open") in quotes(text)


def test_whom_it_was_told_and_what_carried_it() -> None:
    found = read("“A gift is a gift,” Edgar Rahn told the daily Morning Gazette. He wrote in a letter that he was ill.")
    names = {entity.id: entity.name for entity in found.entities}
    told, wrote = found.quotes
    assert told.told == "the daily Morning Gazette" or told.told == "Morning Gazette"
    assert [names[each] for each in told.via] == [told.told]
    assert [names[each] for each in wrote.via] == ["a letter"]


def test_an_outlet_is_not_told_by_itself() -> None:
    (quote,) = read("“It is over,” Edgar Rahn told the Morning Gazette.", outlet="The Morning Gazette").quotes
    assert quote.told == "Morning Gazette"
    assert quote.via == ()


def test_according_to_an_outlet_is_what_carried_it() -> None:
    found = read("The bridge will close, mayor Ida Brun told residents, according to the Wick Tribune.")
    names = {entity.id: entity.name for entity in found.entities}
    assert [([names[s] for s in quote.speakers], [names[v] for v in quote.via]) for quote in found.quotes] == [
        (["Ida Brun"], ["Wick Tribune"])
    ]


def test_a_spokesman_relays() -> None:
    found = read(
        "Orbit spokesman Lars Lund met reporters. Lars Lund said the founder, Ida Brun, feels there is a chance."
    )
    names = {entity.id: entity.name for entity in found.entities}
    outer = found.quotes[0]
    assert [names[speaker] for speaker in outer.speakers] == ["Lars Lund"]
    assert names[outer.on_behalf_of or ""] == "Ida Brun"
