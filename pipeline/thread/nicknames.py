"""Given names and their short forms, and family names that many share.

What is here says only that two names may be one human's: it is believed where something else
agrees.
"""

from __future__ import annotations

# A given name, then the forms that stand for it. A form that stands for several names is left to
# the commonest.
FORMS = """
abraham abe | albert al bert | alexander alex sasha alexandre alejandro aleksandr oleksandr
alexandr | alexandra alex sandra | alexey alexei aleksey aleksei alyosha | andrew andy drew |
andreas andi | andrey andrei | anthony tony antony | antonio toni tonio | arthur art | barbara
barb | benjamin ben benny | bernard bernie | bradley brad | catherine cathy kathy katherine
kathryn kate katie cate | charles charlie chuck | christian chris | christopher chris kit |
christine chris tina christina | daniel dan danny | david dave davey | dennis denny | dmitry
dmitri dima dmitriy | donald don donnie | douglas doug | edward ed eddie ted ned | elizabeth liz
beth betsy eliza lisa | eugene gene | evgeny evgenii yevgeny evgeniy | francis frank fran |
francisco paco | franklin frank | frederick fred freddy frederic | friedrich fritz | gabriel gabe
| geoffrey geoff jeff jeffrey | gerald gerry jerry | gregory greg | harold harry hal | heinrich
heinz | henry hank harry | igor | ignacio nacho | jacob jake | jakub kuba | james jim jimmy jamie
| janet jan | jan honza | jennifer jen jenny | jeremy jez | jessica jess | johannes hannes | john
jack johnny jon | jonathan jon jonny | joseph joe joey | josef sepp | jose pepe | joshua josh |
judith judy | kenneth ken kenny | konstantin kostya | kristian kris | lawrence larry laurence |
leonard len | leonardo leo | lucas luke | manuel manu manolo | margaret maggie meg peggy | mark
marc | martin marty | matthew matt mat | matthias matt mathias | maximilian max | michael mike
mick mikey | mikhail misha | mitchell mitch | nathaniel nate nat nathan | nicholas nick nicolas |
nikolay nikolai | oliver ollie | pamela pam | patricia pat patty trish | patrick pat paddy | peter
pete | philip phil phillip philippe | rafael rafa | raymond ray | rebecca becky | richard rick
dick rich ricky | robert rob bob bobby robbie bert | roberto rob | rodney rod | roger rog | ronald
ron ronnie | russell russ | samuel sam sammy | samantha sam | sebastian seb | sergey sergei serge
serhiy | stanley stan | stephen steve stephan steven stefan | stuart stu stewart | susan sue susie
| sylvester sly | terence terry terrence | theodore ted theo | thomas tom tommy | timothy tim |
tobias tobi | valentin val | victoria vicky | victor vic viktor | vincent vince | vladimir vova |
walter walt wally | wilhelm willi | william will bill billy willy | wolfgang wolf | yury yuri
yuriy | zachary zach zack
"""
# Family names that so many bear that a given name alike is no sign: the commonest of English,
# Chinese, Korean, Vietnamese, Indian, Spanish, German, French, Scandinavian and Russian.
FAMILIES = """
adams ahmed allen anderson andersen andersson bailey baker bell bennett brooks brown bauer becker
campbell carter chan chang chen cheng chu clark collins cook cooper cox cruz das davies davis diaz
edwards evans fernandez fischer flores garcia gomez gonzalez gray green gupta hall hansen harris
hernandez hill ho hoffmann howard hu huang huber hughes ivanov jackson james jansen jain jensen
johansson johnson jones kelly khan kim king klein koch kumar larsen lee lewis li liang lim lin liu
long lopez luo ma martin martinez meyer miller mitchell moore morgan morris murphy murray müller
muller mueller nelson nguyen nielsen nilsson olsen ortiz parker patel pedersen perez peters
petersen peterson petrov phillips price rao reddy reed reyes richardson rivera roberts robinson
rodriguez rogers ross russell sanchez sanders schmidt schneider schulz scott sharma shah singh
smirnov smith song stewart sun tang taylor thomas thompson thomson torres tran turner wagner
walker wang ward watson weber white williams wilson wong wood wright wu xie xu yadav yang yu young
zhang zhao zheng zhou zhu
"""
COMMON = frozenset(FAMILIES.split())


def _canonical() -> dict[str, str]:
    found: dict[str, str] = {}
    for group in FORMS.split("|"):
        first, *others = group.split()
        for form in (first, *others):
            found.setdefault(form, first)
    return found


CANONICAL = _canonical()


def given(name: str) -> str:
    """The name of which a given name is a form; itself where it is none."""
    return CANONICAL.get(name, name)
