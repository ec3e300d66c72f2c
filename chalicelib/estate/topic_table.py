"""
The topics, one row each: what residents tell us about, and what follows from it.

A new topic is a row here (for everybody) or a row of a community's overrides. Names are
what a resident would say; departments are never shown to choose from. Columns: code,
name, service, departments, priority, icon, and what differs from the usual.
"""

from chalicelib.kernel.words import N_

from .topics import Question, Topic

ENG, CLEAN, SEC = ("engineering",), ("cleaning",), ("security",)
DANGER = Question(code="danger", text=N_("Is anyone in danger now?"), kind="yes_no", stops="yes")
WATER_ON = Question(code="running", text=N_("Is water still running?"), kind="yes_no", stops="yes")
WHICH_FLOOR = Question(code="floor", text=N_("Which floor is it?"), kind="text")
WHOM = Question(code="about", text=N_("Who is it about? They will not see this."), kind="text")
SINCE = Question(code="since", text=N_("Since when?"), kind="text")
FROM = Question(code="from", text=N_("Where does it come from?"), kind="text")
WHAT_SOUND = Question(
    code="sound", text=N_("What is it: music, works, a dog, a machine?"), kind="text"
)
STILL = Question(code="still", text=N_("Does it go on now?"), kind="yes_no")
WHICH_ROOM = Question(code="room", text=N_("Which room?"), kind="text")
WHICH_ONE = Question(code="which", text=N_("Which one? A number or the place helps."), kind="text")
PLATE = Question(code="plate", text=N_("Number plate or colour, if you can see it"), kind="text")
HOW_LONG = Question(code="how_long", text=N_("How long has it stood there?"), kind="text")
WHAT_KIND = Question(code="what", text=N_("What is it, and how big?"), kind="text")
TAKEN_OVER = Question(code="taken_over", text=N_("When did you take over your home?"), kind="text")
SPARKS = Question(
    code="sparks", text=N_("Does it spark, smell or get hot?"), kind="yes_no", stops="yes"
)
WALLS = Question(code="walls", text=N_("Are walls or beams being removed now?"), kind="yes_no")


def _row(
    code: str, name: str, service: str, departments: tuple[str, ...], priority: str, icon: str,
    **more: object,
) -> Topic:  # fmt: skip
    return Topic(
        code=code, name=name, service=service, departments=departments, priority=priority,
        icon=icon, **more,  # type: ignore[arg-type]
    )  # fmt: skip


ROWS = (
    # Danger (cases/danger/duties.py has who else comes): day and night, no limit, the telephone first.
    _row("gas", N_("Smell of gas"), "fire_protection", ("engineering", "security"), "urgent", "fire",
         safety=True, questions=(DANGER,)),
    _row("fire", N_("Fire or smoke"), "fire_protection", ("fire_safety", "security"), "urgent", "fire",
         safety=True, questions=(DANGER,)),
    _row("trapped", N_("Trapped in the lift"), "equipment", ("engineering", "security"),
         "urgent", "lift", safety=True, check_back=3),
    _row("shock", N_("Electric shock, bare wires"), "equipment", ENG, "urgent", "bolt", safety=True),
    _row("flooding", N_("Flooding"), "equipment", ("engineering", "cleaning"), "urgent", "drop",
         safety=True, shared=True, clean_up_check=True, check_back=10, questions=(WATER_ON,)),
    _row("structure", N_("Something may fall or collapse"), "housing_fabric", ENG, "urgent", "wall",
         safety=True),
    _row("medical", N_("Someone is hurt or very ill"), "public_security", SEC, "urgent", "help",
         safety=True),
    _row("crime", N_("A crime, or violence"), "public_security", SEC, "urgent", "shield",
         safety=True),
    # Equipment
    _row("leak", N_("Water leak"), "equipment", ENG, "high", "drop",
         safety=True, clean_up_check=True, check_back=10, on_form=1, questions=(WATER_ON, WHICH_FLOOR)),
    _row("burst_pipe", N_("Burst pipe"), "equipment", ("engineering", "cleaning"), "high", "drop",
         safety=True, shared=True, clean_up_check=True, check_back=10, questions=(WATER_ON,)),
    _row("lift_stopped", N_("Lift out of order"), "equipment", ENG, "high", "lift",
         safety=True, shared=True, check_back=3, on_form=2),
    _row("no_power", N_("No electricity"), "equipment", ENG, "high", "bolt",
         safety=True, shared=True, on_form=3),
    _row("no_water", N_("No water"), "equipment", ENG, "high", "drop", shared=True, safety=True),
    _row("no_heating", N_("No heating or hot water"), "equipment", ENG, "high", "heat",
         safety=True, shared=True, check_back=3, questions=(SINCE,)),
    _row("lighting", N_("Light not working"), "equipment", ENG, "normal", "bulb", shared=True, on_form=4),
    _row("drains", N_("Blocked drain or sewage leak"), "equipment", ("engineering", "cleaning"), "high",
         "drop", shared=True, safety=True, clean_up_check=True),
    _row("plumbing", N_("Tap, toilet or pipe"), "equipment", ENG, "normal", "drop", clean_up_check=True),
    _row("wiring", N_("Sockets, switches or wiring"), "equipment", ENG, "high", "bolt", safety=True,
         questions=(SPARKS, WHICH_ROOM)),
    _row("internet", N_("Internet, TV or phone"), "equipment", ENG, "normal", "chat",
         shared=True, questions=(SINCE,)),
    _row("poles", N_("Poles and cables outside"), "equipment", ENG, "high", "bolt",
         safety=True, shared=True),
    _row("manhole", N_("Drain and manhole covers"), "equipment", ENG, "high", "car",
         safety=True, shared=True),
    _row("air", N_("Air conditioning or ventilation"), "equipment", ENG, "normal", "air", shared=True),
    # Housing fabric
    _row("wall", N_("Wall, ceiling or plaster"), "housing_fabric", ENG, "normal", "wall",
         clean_up_check=True, check_back=10),
    _row("damp", N_("Mould or damp"), "housing_fabric", ENG, "normal", "drop", clean_up_check=True,
         check_back=30, questions=(WHICH_ROOM, SINCE)),
    _row("floor", N_("Floor, tiles or stairs"), "housing_fabric", ENG, "normal", "wall",
         safety=True, clean_up_check=True, questions=(WHICH_ROOM,)),
    _row("illegal_works", N_("Building works that may be illegal"), "housing_fabric",
         ("engineering", "security"), "high", "wall", safety=True, kinds=("complaint",),
         questions=(WALLS, WHICH_FLOOR)),
    _row("defects", N_("Defects of a new home"), "housing_fabric", ("customer_service", "engineering"),
         "normal", "home", kinds=("repair", "complaint"), questions=(TAKEN_OVER, WHICH_ROOM)),
    _row("window", N_("Window or glass"), "housing_fabric", ENG, "high", "window", safety=True,
         clean_up_check=True),
    _row("door", N_("Door, lock or entry phone"), "housing_fabric", ENG, "high", "key", shared=True),
    _row("roof", N_("Roof or outside wall"), "housing_fabric", ENG, "high", "wall",
         safety=True, shared=True, check_back=10),
    # Facilities
    _row("playground", N_("Playground or sports equipment"), "facilities", ENG, "high", "play",
         safety=True, shared=True),
    _row("mailbox", N_("Letter box or parcel"), "facilities", ("customer_service",), "normal", "mail"),
    _row("facility", N_("Handrail, bench, sign or ramp"), "facilities", ENG, "normal", "wall",
         shared=True),
    _row("washroom", N_("Public washroom"), "facilities", ("cleaning", "engineering"), "high", "drop",
         shared=True, questions=(WHICH_ONE,)),
    _row("fountain", N_("Drinking water machine"), "facilities", ENG, "normal", "drop", shared=True,
         questions=(WHICH_ONE,)),
    _row("pay_machine", N_("Pay machine"), "facilities", ("engineering", "finance"), "high", "coin",
         shared=True, questions=(WHICH_ONE,)),
    _row("signboard", N_("Shop sign or directory"), "facilities", ENG, "low", "star", shared=True),
    # Sanitation
    _row("rubbish", N_("Rubbish"), "sanitation", CLEAN, "normal", "bin", shared=True, on_form=5),
    _row("dirty", N_("Dirty corridor, stairs or lift"), "sanitation", CLEAN, "normal", "broom",
         shared=True, on_form=6),
    _row("bulky", N_("Bulky rubbish"), "sanitation", CLEAN, "low", "bin", questions=(WHAT_KIND,)),
    _row("graffiti", N_("Graffiti"), "sanitation", CLEAN, "normal", "broom", shared=True),
    _row("snow", N_("Snow and ice"), "sanitation", CLEAN, "high", "broom", safety=True, shared=True),
    _row("dead_animal", N_("Dead animal"), "sanitation", CLEAN, "high", "paw", shared=True),
    _row("fumes", N_("Cooking fumes, smoke or smells"), "sanitation", ("customer_service", "engineering"),
         "normal", "air", shared=True, kinds=("complaint",), questions=(FROM, STILL)),
    _row("vermin", N_("Rats, insects or birds"), "sanitation", CLEAN, "high", "bug", check_back=10),
    # Greening
    _row("greening", N_("Trees, plants or lawn"), "greening", ("greening",), "low", "leaf", shared=True),
    _row("tree_danger", N_("A branch that may fall"), "greening", ("greening", "security"), "high",
         "leaf", safety=True, shared=True),
    # Public security
    _row("noise", N_("Noise"), "public_security", SEC, "high", "noise", shared=True, on_form=7,
         questions=(FROM, WHAT_SOUND, STILL)),
    _row("early_works", N_("Building works too early or late"), "public_security", SEC, "high", "noise",
         shared=True, questions=(FROM, STILL)),
    _row("short_let", N_("Short or group letting"), "public_security", SEC, "normal", "key",
         kinds=("complaint",), questions=(WHICH_FLOOR, SINCE)),
    _row("stalls", N_("Street stalls"), "public_security", SEC, "normal", "people", shared=True),
    _row("stranger", N_("Strangers or something suspicious"), "public_security", SEC, "urgent",
         "shield", safety=True),
    _row("lost", N_("Lost or found"), "public_security", SEC, "low", "search"),
    _row("animal", N_("Dogs and other animals"), "public_security", SEC, "normal", "paw"),
    # Fire protection
    _row("fire_gear", N_("Fire safety equipment"), "fire_protection", ("fire_safety",),
         "high", "fire", safety=True, shared=True),
    _row("blocked_exit", N_("Blocked escape route"), "fire_protection", ("fire_safety", "security"),
         "high", "fire", safety=True, shared=True),
    # Vehicles and roads
    _row("parking", N_("Parking"), "vehicles_and_roads", SEC, "normal", "car", on_form=8),
    _row("gate", N_("Vehicle gate or barrier"), "vehicles_and_roads", ("engineering", "security"),
         "high", "car", shared=True),
    _row("road", N_("Road, path or step"), "vehicles_and_roads", ENG, "normal", "car",
         safety=True, shared=True),
    _row("speeding", N_("Speeding and crossings"), "vehicles_and_roads", SEC, "normal", "car",
         safety=True, shared=True),
    _row("abandoned", N_("Abandoned car or bicycle"), "vehicles_and_roads", SEC, "low", "car",
         shared=True, questions=(PLATE, HOW_LONG)),
    _row("charging", N_("Electric vehicle charging"), "vehicles_and_roads", ENG, "normal", "bolt",
         shared=True),
    # Special services
    _row("home_repair", N_("A repair in my home, paid"), "domestic", ENG, "low", "home",
         service_class="special", mode="assign", kinds=("service",), clean_up_check=True),
    _row("appliance", N_("An appliance that came with my home"), "equipment", ENG, "normal", "home",
         clean_up_check=True, questions=(WHAT_KIND,)),
    _row("cabinets", N_("Cupboards and fitted furniture"), "housing_fabric", ENG, "low", "home",
         clean_up_check=True, questions=(WHICH_ROOM,)),
    _row("housekeeping", N_("Cleaning and home help"), "domestic", ("customer_service",), "low", "home",
         service_class="special", mode="assign", kinds=("service",)),
    _row("club", N_("Clubhouse and bookings"), "club", ("customer_service",), "low", "star",
         service_class="special", kinds=("service", "question")),
    _row("fees", N_("Fees and bills"), "finance", ("finance",), "low", "coin",
         service_class="special", kinds=("question", "complaint")),
    _row("letting", N_("Letting, selling or moving"), "intermediary", ("customer_service",), "low",
         "key", service_class="special", kinds=("service", "question")),
    _row("fit_out", N_("Renovation and fit-out"), "intermediary", ("customer_service", "engineering"),
         "low", "wall", service_class="special", kinds=("service", "question", "complaint")),
    _row("handover", N_("Taking over a home, keys"), "intermediary", ("customer_service",), "normal",
         "key", service_class="special", kinds=("service", "question")),
    # Invited services
    _row("agreement", N_("What we agreed for my home"), "agreement", ("customer_service",), "normal",
         "home", service_class="invited", mode="assign", kinds=("service",)),
    # People and opinions
    _row("conduct", N_("Complaint about a member of staff"), "people", ("conduct",), "high", "people",
         service_class="special", kinds=("complaint",), questions=(WHOM,)),
    _row("service", N_("A complaint about our service"), "people", ("customer_service",), "high",
         "chat", service_class="special", kinds=("complaint",)),
    _row("committee", N_("Owners' committee and meetings"), "people", ("customer_service",), "low",
         "people", service_class="special", kinds=("question", "suggestion")),
    _row("suggestion", N_("A suggestion"), "people", ("customer_service",), "low", "bulb",
         service_class="special", kinds=("suggestion",)),
    _row("compliment", N_("Praise or thanks"), "people", ("customer_service",), "low", "star",
         service_class="special", kinds=("compliment",)),
    _row("question", N_("A question"), "people", ("customer_service",), "normal", "help",
         service_class="special", kinds=("question",)),
    _row("help", N_("I or someone else needs help"), "people", ("administration",), "urgent",
         "help", service_class="special", kinds=("help",), accept=15, done=120, safety=True),
    _row("other", N_("Something else"), "people", ("customer_service",), "normal", "help",
         service_class="special", kinds=("repair", "service", "complaint", "question"), on_form=9),
)  # fmt: skip
