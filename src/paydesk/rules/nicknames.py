"""Nicknames: short forms under which one person is often recorded twice."""

from __future__ import annotations

_GROUPS = """
abigail abby gail | alexander alex al sasha alejandro | alexandra alex sandra alejandra sandy | albert al
bert alberto | alfred al fred alfredo | amanda mandy | andrew andy drew andres | angela angie | ann anna
anne annie nancy ana | anthony tony antonio | arthur art arturo | barbara barb barbie | benjamin ben benny |
beatriz bea betty | catherine katherine kathryn cathy kathy kate katie kit catalina | charles charlie chuck
carlos | christina chris tina | christine chris tina | christopher chris topher cristobal | cynthia cindy |
daniel dan danny | david dave davey | deborah debra deb debbie | dolores lola | donald don donny | dorothy
dot dottie dolly | edward ed eddie ted ned eduardo | eleanor ellie nora nell | elizabeth liz lizzie beth
betty betsy eliza lisa isabel | emily em | enrique henry quique | eugene gene | evelyn eve evie | francis
frank francisco paco pancho | frances fran francie francisca paca | frederick fred | gabriel gabe | gerald
gerry jerry | gloria glo | gregory greg | guadalupe lupe | guillermo william memo | harold harry hal | henry
hank harry | ignacio nacho | isabella bella isa izzy | jacob jake | jacqueline jackie | james jim jimmy
jamie | jeffrey jeff geoff | jennifer jen jenny | jessica jess jessie | jesus chuy | john jack johnny jon
juan | jonathan jon jonny nathan | jose pepe joseph | joseph joe joey | joshua josh | judith judy | julia
julie | kenneth ken kenny | kimberly kim | lawrence larry | leonard leo len lenny | leonardo leo | louis lou
louie luis | luis lucho | manuel manny manolo | margaret maggie meg peggy marge margie rita greta margarita
| maria mary mia | martha marty | matthew matt mateo | maximilian max | melissa mel missy | michael mike
mickey mick miguel | michelle shelly | montserrat montse | nathaniel nathan nate | nicholas nick nicky
nicolas | nicole nikki | olivia liv livia | pamela pam | patricia pat patty tricia trish | patrick pat paddy
| peter pete pedro | philip phil phillip felipe | rafael rafa ralph | raymond ray raimundo | rebecca becky
becca | richard rick dick rich ricky | ricardo rick richard | robert bob bobby rob robbie bert roberto |
roberto beto | ronald ron ronnie | rosario charo | russell russ | salvador sal chava | samantha sam | samuel
sam sammy | sandra sandy | santiago diego tiago | sarah sally | sebastian seb bastian | sharon shari |
sophia sophie sofia | stephanie steph | stephen steven steve esteban | susan sue susie suzanne susana |
teresa terry tess theresa tere | theodore ted teddy theo | thomas tom tommy tomas | timothy tim timmy |
valentina val tina | veronica ronnie vero | victoria vicky tori | vincent vince vinny vicente | virginia
ginny | walter walt | william bill billy will willie liam guillermo | zachary zach zack
"""


def _groups_by_name() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, group in enumerate(_GROUPS.split("|")):
        for name in group.split():
            found.setdefault(name, set()).add(number)
    return {name: frozenset(numbers) for name, numbers in found.items()}


_BY_NAME = _groups_by_name()


def same_nickname(one: str, other: str) -> bool:
    """Whether two first names (as search keys) are forms of one: ``bob`` and ``robert``."""
    return bool(_BY_NAME.get(one, frozenset()) & _BY_NAME.get(other, frozenset()))
