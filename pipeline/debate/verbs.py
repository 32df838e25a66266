"""The verbs of proposals: a table of base forms, and how English spells their other forms.

In: a word. Out: the base form of the verb that it is a form of, or its -ing form. A title turns
what is proposed into a gerund ("add a rule" is "adding a rule"); a word that is not in the table
is never taken for a verb, for a noun in -ing is what makes a reader laugh.
"""

from __future__ import annotations

from functools import cache

# What one may propose to do, in the English of lists about software and how it is made. Verbs that
# only say that something is, seems or is thought are left out: they propose nothing.
BASES = frozenset(
    """
    abandon abolish abort absorb abstract accelerate accept accommodate achieve acknowledge
    acquire act activate adapt add address adjust admit adopt advance advertise advise advocate
    aggregate agree aim alert align allocate allow alter amend analyse analyze annotate announce
    answer apologise apologize appeal append apply appoint approach approve arbitrate archive
    arrange ask assemble assert assess assign assist associate assume attach attempt attend audit
    authorise authorize automate avoid award back backport balance ban bar base batch begin
    benchmark bind blacklist block bootstrap bracket branch break bring broadcast build bump
    bundle bury bypass cache calculate call cancel cap capture carry cast catch categorise
    categorize cease celebrate centralise centralize certify chain chair change charge chase check
    cherry-pick choose circulate cite claim clarify clean clear clone close co-opt code codify
    collaborate collapse collect combine come comment commission commit communicate compare
    compile complete compress compute concentrate conclude condense conduct configure confine
    confirm conform connect consider consolidate construct consult contact contain continue
    contract contribute control convene convert convince coordinate copy correct count cover
    create credit cross-post cull curate cut deal debate debug decide declare decline decode
    decorate decouple decrease dedicate deduce default defer define delay delegate delete deliver
    demand demonstrate demote deny deploy deprecate derive describe design designate detach detect
    determine develop devise dig direct disable disallow discard disclose disconnect discontinue
    discourage discuss dismiss dispatch display dissolve distinguish distribute divert divide do
    document donate double downgrade download draft draw drive drop dub dump duplicate edit
    educate elaborate elect elevate eliminate embed embrace emit emphasise emphasize employ
    empower emulate enable encapsulate encode encourage end endorse enforce engage enhance enlarge
    enlist ensure enter enumerate erase escalate escape establish estimate evaluate evict evolve
    examine exchange exclude execute exempt exercise expand experiment expire explain explore
    export expose express extend extract fail favor favour feed fetch file fill filter finalise
    finalize find finish fire fix flag flatten flip float focus fold follow forbid force forget
    fork form formalise formalize format formulate forward foster found free freeze fund gate
    gather generalise generalize generate get give go grant group guarantee guard guide halt halve
    hand handle hang harden harmonise harmonize have head help hide highlight hire hold honor
    honour host identify ignore illustrate implement import impose improve include incorporate
    increase increment indent index indicate inform inherit initialise initialize initiate inject
    inline insert insist inspect install instruct insulate integrate intercept interface introduce
    invalidate invent investigate invite invoke involve isolate issue iterate join judge jump keep
    kick kill label land launch lead learn leave lend let leverage license lift limit link list
    listen load localise localize locate lock log look lower mail maintain make manage mandate map
    mark match maximise maximize measure mediate meet mention mentor merge migrate mimic minimise
    minimize mirror mitigate mix moderate modernise modernize modify monitor mount move mute name
    narrow negotiate nominate normalise normalize notify nudge number obsolete obtain offer
    offload omit open operate opt optimise optimize order organise organize outlaw outline
    outsource overhaul overload override overrule oversee overwrite own pack package parallelise
    parallelize parse participate pass patch pause pay perform permit phase pick pin pipe place
    plan play plug point poll populate port pose post postpone practice practise prefix prepare
    prescribe present preserve press pressure pretend prevent print prioritise prioritize process
    produce profile prohibit promise promote prompt propagate protect prototype prove provide
    prune publicise publicize publish pull punish purge pursue push put qualify query quote raise
    randomise randomize rank rate re-add re-enable re-open re-use reach read reassign rebase
    rebuild recast receive recheck recognise recognize recommend recompile reconsider reconstruct
    record recover recruit recycle redefine redesign redirect redo reduce refactor refer referee
    refine reformat reformulate refresh refuse register regulate reimplement reinstate reintroduce
    reject relabel relax relay release relegate relicense relocate rely remain remake remark
    remind remove rename renew renumber reopen reorganise reorganize repair repeal repeat rephrase
    replace replicate reply report repost represent reproduce request require reschedule rescind
    reserve reset reshape resist resolve respect respond restart restore restrict restructure
    resubmit resume retain rethink retire retract retry return reuse reveal reverse revert review
    revise revisit revive revoke reward reword rework rewrite rip roll rotate route rule run
    salvage sanction sanitise sanitize save scale scan schedule scope scrap scrape screen script
    seal search secure seek segregate select sell send separate serialise serialize serve set
    settle shade shape share shelve shift ship shorten show shrink shuffle shut shutdown sidestep
    sign silence simplify simulate skip slice slow snapshot soften solicit solve sort spawn
    specialise specialize specify spell spend spin split sponsor spread sprint squash stabilise
    stabilize stack staff stage stamp standardise standardize start state stay steer step stick
    stop store streamline strengthen stress stretch strike strip structure stub study subclass
    submit subscribe substitute subsume suggest summarise summarize supersede supplement supply
    support suppress surface survey suspend swap switch sync synchronise synchronize tackle tag
    take talk target teach tear tell terminate test thank throttle throw tidy tie tighten time
    toggle tolerate touch track trade train transfer transform transition translate transmit treat
    triage trigger trim trust try tune turn tweak type unblock undertake undo unfreeze unify unite
    unlock unpack unroll unsubscribe unwrap update upgrade uphold upload upstream urge use utilise
    utilize validate vary vendor verify version vet veto view visit volunteer vote wait waive walk
    warn wash watch weaken weigh welcome whitelist widen withdraw withhold work wrap write yield
    zip
    """.split()  # noqa: SIM905 - words are read more easily without quotes
)

# Past tense and participle where they are not the base form with -ed.
IRREGULAR: dict[str, tuple[str, ...]] = {
    "begin": ("began", "begun"), "bind": ("bound",), "break": ("broke", "broken"),
    "bring": ("brought",), "broadcast": ("broadcast",), "build": ("built",),
    "cast": ("cast",), "catch": ("caught",), "choose": ("chose", "chosen"),
    "come": ("came", "come"), "cut": ("cut",), "deal": ("dealt",), "dig": ("dug",),
    "do": ("did", "done"), "draw": ("drew", "drawn"), "drive": ("drove", "driven"),
    "feed": ("fed",), "find": ("found",), "forbid": ("forbade", "forbidden"),
    "forget": ("forgot", "forgotten"),
    "freeze": ("froze", "frozen"), "get": ("got", "gotten"), "give": ("gave", "given"),
    "go": ("went", "gone"), "hang": ("hung",), "have": ("had",), "hide": ("hid", "hidden"),
    "hold": ("held",), "keep": ("kept",), "lead": ("led",), "learn": ("learnt",),
    "leave": ("left",), "lend": ("lent",), "let": ("let",), "make": ("made",),
    "meet": ("met",), "override": ("overrode", "overridden"), "oversee": ("oversaw", "overseen"),
    "overwrite": ("overwrote", "overwritten"), "pay": ("paid",), "put": ("put",),
    "read": ("read",), "rebuild": ("rebuilt",), "redo": ("redid", "redone"),
    "remake": ("remade",), "reset": ("reset",), "rethink": ("rethought",),
    "rewrite": ("rewrote", "rewritten"), "run": ("ran", "run"), "seek": ("sought",),
    "sell": ("sold",), "send": ("sent",), "set": ("set",), "shrink": ("shrank", "shrunk"),
    "shut": ("shut",), "spell": ("spelt",), "spend": ("spent",), "spin": ("spun",),
    "split": ("split",), "spread": ("spread",), "stick": ("stuck",), "strike": ("struck",),
    "take": ("took", "taken"), "teach": ("taught",), "tear": ("tore", "torn"),
    "tell": ("told",), "throw": ("threw", "thrown"), "undertake": ("undertook", "undertaken"),
    "undo": ("undid", "undone"), "unfreeze": ("unfroze", "unfrozen"), "uphold": ("upheld",),
    "withdraw": ("withdrew", "withdrawn"), "withhold": ("withheld",), "write": ("wrote", "written"),
}  # fmt: skip
# A short vowel and one consonant before -ing and -ed: the consonant is doubled.
DOUBLED = frozenset(
    """
    admit ban bar begin bootstrap cap commit cut defer dig drop dub emit flag flip forbid forget
    get let log map omit opt permit pin plan plug put refer reset rip run scan scrap set ship shut
    skip spin split step stop strip stub submit swap tag trim unwrap vet wrap zip
    """.split()  # noqa: SIM905 - words are read more easily without quotes
)
VOWELS = frozenset("aeiou")


def gerund(verb: str) -> str:
    """The -ing form of a verb in its base form."""
    if verb.endswith("ie"):
        return f"{verb[:-2]}ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")) and len(verb) > 2:
        return f"{verb[:-1]}ing"
    return f"{verb}{verb[-1] * (verb in DOUBLED)}{'k' * verb.endswith('mimic')}ing"


def _regular(verb: str) -> str:
    """The form in -ed."""
    if verb.endswith("e"):
        return f"{verb}d"
    if verb.endswith("y") and verb[-2] not in VOWELS:
        return f"{verb[:-1]}ied"
    return f"{verb}{verb[-1] * (verb in DOUBLED)}{'k' * verb.endswith('mimic')}ed"


@cache
def gerunds() -> dict[str, str]:
    """-ing form to base form, of every verb of the table."""
    return {gerund(verb): verb for verb in sorted(BASES)}


@cache
def pasts() -> dict[str, str]:
    """Past tense and participle to base form, of every verb of the table."""
    found = {_regular(verb): verb for verb in sorted(BASES - IRREGULAR.keys())}
    found |= {form: verb for verb, forms in sorted(IRREGULAR.items()) for form in forms}
    return found
