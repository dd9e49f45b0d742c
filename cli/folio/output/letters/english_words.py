"""Words by which typed English is told apart: small closed lists, so that what is in doubt stays in doubt."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> frozenset[str]:
    return frozenset(text.split("|"))


# What a person types to say that nothing is there.
PLACEHOLDERS = _phrases(
    "n/a|na|n.a|tbd|tba|none|nothing|no|nope|nil|null|idk|dk|i don't know|don't know|"
    "not sure|unsure|unknown|same|ditto|same as above|see above|x|xx|xxx|todo|to do|blank|"
    "empty|test|asdf|later|not yet|nothing yet|none yet|not applicable|will do|working on it|"
    "haven't yet|pending|in progress|not done|didn't yet|nothing so far|no idea"
)
# What stands where a name should; Na and No are names.
NO_NAMES = PLACEHOLDERS & _phrases("n/a|n.a|tbd|tba|none|unknown|idk|not sure|unsure|xx|xxx|todo|to do|blank|empty")
# What says no more than that it was good.
VAGUE = _words(
    "nice good great cool fun interesting awesome ok okay fine helpful friendly kind amazing chill boring "
    "bad weird lol lovely super best excellent wonderful useful everything went"
)
# What anybody may write to anybody after an interview.
GENERIC_THANKS = _words(
    "thank thanks thankful grateful gratitude appreciate appreciated appreciation enjoyed enjoy learned learn learning "
    "learnt helpful helping helped sharing share shared speaking speak spoke talking talked talk conversation chat "
    "interviewing meeting meet meeting insight insights insightful information informative inspiring inspired "
    "experience experiences knowledge wisdom opportunity everything anything something again truly greatly sincerely "
    "deeply valuable invaluable informational pleasure honor wanted taking take took taken busy schedule generous "
    "generosity fantastic incredible wonderful especially looking forward hope hearing hear soon touch stay wish "
    "wishes best regards warm warmly future path goals letting know today yesterday recently with your have been lots "
    "sharing giving give gave really answering answered questions question advice career careers professional"
)
FILLERS = _words(
    "the a an it was is are were very really so such pretty she he they you i my this that there all "
    "person people guy lady woman man talk interview job work stuff things thing time and but just quite "
    "too did do"
)
TEXTING = _words(
    "u ur r ppl bc rn tbh imo imho lol idk smth sth gonna wanna gotta cuz coz thx pls plz tho thru prob "
    "probs def rly abt b4 4 omg lmao btw fyi idc ngl fr kinda sorta dunno lemme suck sucks sucked sucky damn crap "
    "shit asshole assholes ass fuck fucking wtf bullshit bs pissed gtg til vibes"
)
# What isn't said to the face of the person it's about, or is theirs to tell.
UNTOLD = _words(
    "rude annoying ugly fat stupid dumb weird mess crazy gross boring lazy old hates fired divorce divorced suicide "
    "pregnant arrested jail drunk drinking drugs anxiety depression cancer therapy abuse abused rich cried"
)
# Typed without its apostrophe. ``its`` and ``were`` are words of their own.
APOSTROPHES = {
    "dont": "don't", "cant": "can't", "wont": "won't", "didnt": "didn't", "doesnt": "doesn't", "isnt": "isn't",
    "arent": "aren't", "wasnt": "wasn't", "couldnt": "couldn't", "wouldnt": "wouldn't", "shouldnt": "shouldn't",
    "havent": "haven't", "hasnt": "hasn't", "im": "I'm", "ive": "I've", "thats": "that's", "youre": "you're",
    "theyre": "they're", "theres": "there's", "shes": "she's", "hes": "he's", "whats": "what's", "youve": "you've",
    "weve": "we've", "youll": "you'll", "theyll": "they'll", "itll": "it'll", "hadnt": "hadn't",
    "i'm": "I'm", "i've": "I've", "i'd": "I'd", "i'll": "I'll", "i": "I",
}  # fmt: skip
# Slips that are common, and names and abbreviations that are often typed small.
SPELLINGS = {
    "alot": "a lot", "diffrent": "different", "intrested": "interested", "definately": "definitely",
    "recieve": "receive", "seperate": "separate", "becuase": "because", "beleive": "believe", "untill": "until",
    "experiance": "experience", "oppurtunity": "opportunity", "opportunites": "opportunities", "collage": "college",
    "linkedin": "LinkedIn", "youtube": "YouTube", "yrs": "years", "hrs": "hours", "wks": "weeks", "mins": "minutes",
    "emts": "EMTs", "cnas": "CNAs",
}  # fmt: skip
SPELLINGS |= {word: word.upper() for word in _words("tv gpa fafsa osha emt cna hvac cpr asvab hosa nicu ap usa")}
SPELLINGS |= {
    word: word.capitalize()
    for word in _words(
        "english spanish french german italian chinese japanese korean arabic russian portuguese american mexican "
        "african asian european monday tuesday wednesday thursday friday saturday sunday"
    )
}
# Abbreviations that are read as a word.
READ_AS_WORDS = _words("nasa fafsa hosa osha stem nicu map lead sat")

AUXILIARIES = _words(
    "is are was were am be can could will would shall should may might must cannot has have had does do "
    "did isn't aren't wasn't weren't can't couldn't won't wouldn't shouldn't hasn't haven't hadn't "
    "doesn't don't didn't ain't"
)
# These stand before the subject of a question.
INVERTED = AUXILIARIES - {"be", "cannot", "ain't", "am"} | {"am"}
QUESTION_WORDS = _words("what how why when where who which whose whom whether if")
SUBORDINATORS = QUESTION_WORDS | _words("that because before after while since as than until so although though unless")
DETERMINERS = _words(
    "the a an this that these those my your his her our their its every each some any no one two three "
    "four five six seven eight nine ten eleven twelve twenty thirty forty fifty all both most many "
    "several few half another more less enough"
)
PREPOSITIONS = _words(
    "of for in on at to with from by about between beside after before during under over into through "
    "without within like against among around behind beyond near per toward towards until since as out "
    "off up across along"
)
PRONOUNS = _words("i you he she it we they me him us them who everybody everyone somebody someone nobody people")
ADVERBS = _words(
    "never still also often always nearly almost even only just already usually sometimes once twice not "
    "really ever soon then now seldom rarely hardly mostly both"
)
# Third persons: what becomes of them is told where texts are turned to the reader.
THIRD_PERSONS = _words("he she him her his hers himself herself")
PLURAL_THIRD = _words("they them their theirs themselves")
# Someone else than the reader whom a later "he" or "she" could mean.
PERSONS = _words(
    "nurse vet veterinarian doctor patient person man woman boy girl teacher child kid student boss "
    "manager colleague friend mother father mom dad husband wife brother sister son daughter owner client "
    "customer editor apprentice coordinator supervisor coworker partner somebody someone anybody anyone "
    "everybody everyone nobody technician engineer programmer designer architect driver dispatcher "
    "electrician principal parent grandmother grandfather neighbor player guest chef cook worker "
    "volunteer intern candidate applicant recruiter employer mentor aunt uncle cousin trainer baby "
    "toddler guy lady officer lawyer pharmacist therapist practitioner director"
)
# Verbs whose form with -s is hardly ever a plural.
VERBS = _words(
    "start add agree allow appear apply arrive avoid become begin believe belong bring build buy care carry "
    "catch choose clean close come compare count cut decide deserve die do draw earn eat end enjoy expect "
    "explain fail feel fill find finish fit follow forget get give go graduate grow happen hate hear hide hire "
    "hurt include involve keep know lead learn leave let like listen live lose love make matter mean meet "
    "miss move need notice offer own pay prefer promise put read realize receive recommend rely remember "
    "require run save say see seem sell send serve show sing sit sleep speak spend stay stop suggest take "
    "taste teach tell think throw treat trust try understand use wait want wash watch wear win wish write "
    "bite change check depend drive fix fly lie obey pass prove pull push repeat solve survive switch "
    "travel turn walk waste work worry adopt answer arrange ask cost hold call quit suck yell regret want sound smell "
    "range vary seem look pay speak retire switch earn close open train eat matter"
)
# Of these, the forms that are as often a plural: what follows has to tell.
VERBS_OR_PLURALS = _words(
    "changes checks answers offers costs calls moves turns walks wastes works cares stops cuts counts "
    "ends fixes needs uses reads hurts loves wishes passes switches travels drives notices promises finds "
    "waits looks lies shows watches drinks plays wins pushes pulls returns worries hopes touches matches "
    "practices"
)
# Forms without -s that are verbs and hardly ever nouns, after a subject in the plural.
PLURAL_VERBS = _words(
    "bring decide become need get give know tell want make keep go come leave choose learn earn forget lose happen"
)
PAST = _words(
    "paid left made cost took went said told gave got knew saw found came became began brought bought "
    "built chose did drew drove fell felt flew forgot grew heard held hid kept led learned let lost meant "
    "met put ran read rode sat sent set showed shut slept sold spoke spent stood taught thought threw "
    "understood wore won wrote ate broke caught woke quit rang grew drank sang swam"
)
# Verbs that begin a piece of advice; the second list also has nouns, which need a word after them that tells.
IMPERATIVES = _words(
    "be get ask write keep learn choose bring find give go take make let show read listen decide add "
    "explain hold say tell put know build become begin avoid buy apply collect compare do eat finish "
    "follow join leave meet pick save see send speak spend stay stop think try use wait wash wear carry "
    "fill create define introduce assist attend improve prepare update remind rewrite sign "
    "negotiate invest hire retake earn"
)
AMBIGUOUS_IMPERATIVES = _words(
    "call test plan count watch film label work practice study help talk cook print draw walk look visit "
    "interview volunteer shadow research tutor train log note email phone start review cut drink play run "
    "sample sit dress smile respect trust treat return move open check change raise organize exercise coach teach "
    "graduate double own pass lead"
)
OWN_STARTS = _words("i i'm i've i'd i'll my we we're we've our me")
# What a person notes about themselves without saying I.
NOTICED = _words("learned realized noticed found saw heard discovered understood")
BELIEVED = _words("thought believed assumed figured expected pictured imagined")
SAYING = {
    "said": "saying", "says": "saying", "told": "telling", "tells": "telling", "mentioned": "mentioning",
    "mentions": "mentioning", "explained": "explaining", "recommended": "recommending", "suggested": "suggesting",
}  # fmt: skip
# A note that is a person's own list of things to do.
ERRANDS = (
    "remember to",
    "need to",
    "look up",
    "find out about",
    "follow up",
    "send thank",
    "don't forget",
    "google",
    "due ",
    "call back",
    "meeting at",
    "meet at",
    "email ",
    "text ",
    "write back",
)
# Nouns by which one comes back to the thing itself, not to what was said about it.
TOLD_THINGS = _words(
    "rule question story stories tip tips advice idea example words point sentence motto saying lesson part fact "
    "moment way thing"
)
UNCOUNTABLE = _words(
    "pay stress patience money debt math algebra biology chemistry physics sleep teamwork burnout college "
    "school training communication safety travel boredom paperwork homework software music honesty "
    "respect management work life time experience advice feedback practice reading writing nursing "
    "medicine pressure freedom trust courage culture overtime charting tuition insurance equipment news "
    "help support kindness energy attention salary politics security"
)
# What stands with "the" before its verb: ``boss is nice`` is a note.
NEEDS_THE = _words(
    "boss place schedule commute office clinic hospital company shop store program class course degree location "
    "deadline bus team code neighborhood manager "
    "interview owner staff building position contract uniform er"
)
# What one says thanks for as something of theirs.
YOURS = _words(
    "time advice honesty patience help support kindness openness encouragement feedback insight insights "
    "humor trust attention guidance answers tips stories notes words examples recommendations suggestions"
)
# Common words with which a note begins, and which are written small inside a sentence.
COMMON = (
    DETERMINERS | PREPOSITIONS | PRONOUNS | ADVERBS | QUESTION_WORDS | SUBORDINATORS | UNCOUNTABLE | YOURS | TOLD_THINGS
    | _words(
        "there here if you nothing something everything anything night day morning evening afternoon week "
        "month year hour minute shift long short hard easy good bad best worst big small old new first second "
        "last great true odd kind calm honest quick slow early late light book ear eye hand face window page "
        "line picture photograph photo card table room door floor house home car truck dog cat animal nurse "
        "vet doctor teacher student child children parent people patient owner customer client boss manager "
        "team group class estimate job trade career field company clinic hospital office shop store school "
        "drawing plan note list number rate price cost bill mistake problem error bug report program code "
        "game level design model tool tape paper pen phone email letter call meeting interview question "
        "answer museum contract contrast attendance grades skill word name map bus volunteer hours training "
        "rules law laws food kitchen water fire power wire wiring pipe box machine robot computer screen data "
        "test exam grade degree course license certificate resume application salary wage benefits vacation "
        "holiday weekend summer winter spring fall season service sales tuition union safety staff staffing "
        "turnover wages networking internship internships apprenticeship apprenticeships scholarship being "
        "doing having shoes ears choir jazz soccer chess music sport sports garden horse horses bird birds "
        "trumpet quilt poetry dance football basketball baseball running gardening knitting fishing camping "
        "hiking history informational mock online dual campus"
    )
)  # fmt: skip
# What people type as an organization where there is none; hyphens are spaces here.
NO_WORKPLACE = _phrases(
    "freelance|freelancer|freelancing|self employed|selfemployed|retired|n/a|na|none|"
    "own business|unemployed|home|independent|between jobs|student|stay at home|"
    "stay at home parent|works for herself|works for himself|my family|family|not working|various"
)
# Words that are written large wherever they stand.
PROPER = _words(
    "english spanish french german italian chinese japanese korean arabic russian portuguese hindi latin "
    "greek american african asian european mexican native indian thai vietnamese polish irish british "
    "canadian jewish christian muslim catholic monday tuesday wednesday thursday friday saturday sunday "
    "january february april june july august september october november december montessori braille "
    "internet"
)
# Words of job titles that are no names; and endings like those of a job in words that are none.
JOB_WORDS = _words(
    "registered licensed practical charge head senior junior assistant deputy vice executive general "
    "regional special education medical dental legal financial physical occupational speech graphic "
    "product project software civil electrical mechanical industrial environmental social human resources "
    "public health school home hospice pediatric surgical emergency veterinary police fire real estate "
    "marketing sales customer service operations account store office web data systems network security "
    "quality control research lab laboratory clinical mental math science art music high middle "
    "elementary grade construction maintenance auto truck bus delivery warehouse supply chain"
)
NO_ROLES = _words("center computer water power paper career order weather other former number")
# After these, "her" is whom: ``makes her say no``.
MAKES = _words("make makes made let lets help helps helped hear hears heard see sees saw have had watch")
FEELINGS = _words("happy sad mad angry proud nervous tired different special sure afraid excited so feel")
# Of these nobody has talked: ``your accent`` is what one saw or heard.
SEEN = _words("laugh smile hands hair tattoo tattoos accent voice outfit clothes eyes vibe energy attitude")
# Words on -ing that are no doing.
NOT_DOING = _words(
    "thing things spring morning evening king ring string nothing something everything anything during "
    "wing sing bring ceiling sibling interesting surprising amazing boring exciting inspiring rewarding tiring "
    "fascinating challenging shocking draining"
)
# What takes an "a" when it is named as a plan: ``First aid card``.
COUNTED = _words(
    "card class course job certificate certification program visit internship workshop exam test license interview "
    "project bootcamp tour apprenticeship bonus resume portfolio"
)
# What is often typed without its "the".
SUPERLATIVES = (
    "(?:(?:best|hardest|biggest|worst|easiest|scariest|coolest|saddest|main|most important|best and worst)"
    " (?:parts?|things?|takeaways?|lessons?|advice|tips?|day|case|memory|mistake|challenges?|skills?|reason|moment)"
    "|pros and cons)"
)
# Forms on -ed and the like that are no past of a verb.
NO_PAST = _words("need seed feed speed weed breed indeed exceed proceed hundred shed sled bleed greed wed")
# Left behind a noun, these are no verb of it: ``no degree needed``.
PARTICIPLES = _words("needed required involved included allowed offered provided expected recommended wanted")
# How one says that something was not done, or did not help.
NEGATIVE = _words(
    "not didn't haven't hasn't don't doesn't wasn't isn't couldn't can't never failed still cancelled canceled late"
)
# What an offer does: ``Starts at sixteen``.
OFFER_VERBS = _words(
    "pay start offer include seem sound look cost take require end give come close open begin help need fit run teach "
    "train smell"
)
# A note that begins so may be no whole sentence.
OPEN_CLAUSES = _words("because so if when while before after since until although though unless")
# Behind "its", these tell that "it's" is meant; the second ones only where no noun follows.
AFTER_IT_IS = (
    "a|an|the|not|never|so|too|very|really|all|about|just|only|always|also|been|who|what|how|like|actually|your|my"
)
LIKE_IT_IS = (
    "ok|okay|hard|easy|worth|far|for|good|bad|better|boring|fun|unpaid|temporary|interesting|important|normal|nice|"
    "great|free|cheaper|harder|close|different|stressful|rewarding|expensive|gross|cool|true"
)
