"""The fixed words of our estimates in Spanish."""

from __future__ import annotations

from types import MappingProxyType

from paydesk.rules.benefits import ServiceKind, Source
from paydesk.rules.estimate_facts import Exclusion
from paydesk.rules.estimate_phrases import EstimateWords
from paydesk.rules.estimate_unknowns import About

ESTIMATE_SPANISH = EstimateWords(
    estimate="Su presupuesto",
    not_a_bill="Este es un presupuesto, no una cuenta. Ahora no tiene que pagarlo.",
    likely_owe="Es probable que deba",
    made_on="Hecho el",
    patient="Paciente",
    planned_visit="Visita prevista",
    no_date="Aún sin fecha",
    plan="Plan",
    planned="Lo que está previsto",
    our_charge="Nuestro\ncargo",
    plan_price="Precio de\nsu plan",
    plans_pay="Su plan\npagaría",
    both_plans_pay="Sus planes\npagarían",
    you_owe="Usted\npagaría",
    total="Total",
    already_paid="Usted ya pagó",
    still_to_pay="Falta pagar",
    paid_too_much="Pagó más de lo que es probable que deba",
    price_explained="Su plan tiene su propio precio para cada cosa. Lo que pasa de ese precio se descuenta.",
    part_copay="copago {amount}",
    part_deductible="deducible {amount}",
    part_coinsurance="su parte del costo {amount}",
    part_over_cap="menos {amount} que pasa de su límite anual",
    part_difference="{amount} sobre el precio de su plan",
    part_second="menos {amount} de su segundo plan",
    part_protected="menos {amount} que no podemos pedirle",
    part_cut="{amount} que Medicare retiene no le toca pagarlos",
    excluded=MappingProxyType(
        {
            Exclusion.NOT_COVERED: "su plan no paga esto",
            Exclusion.EXHAUSTED: "su plan ya no paga más de esto",
            Exclusion.NO_AUTHORIZATION: "su plan aún no lo ha autorizado",
        }
    ),
    not_active_title="Puede que este plan no pague",
    not_active="Su seguro nos dijo el {told} que {plan} no está activo.",
    plan_ended="Su seguro nos dijo el {told} que {plan} terminó el {ended}.",
    not_active_advice="Díganos si tiene otro plan y muéstrenos su tarjeta.",
    this_plan="este plan",
    your_plan="su plan",
    second_plan="su segundo plan",
    and_="{some} y {last}",
    kinds=MappingProxyType(
        {
            ServiceKind.PRIMARY_CARE: "una visita con su médico de cabecera",
            ServiceKind.SPECIALIST: "una visita con un especialista",
            ServiceKind.TELEHEALTH: "una visita por video",
            ServiceKind.URGENT_CARE: "atención de urgencia",
            ServiceKind.PREVENTIVE: "atención preventiva",
            ServiceKind.IMAGING: "radiografías y otras imágenes",
            ServiceKind.LABORATORY: "análisis de laboratorio",
            ServiceKind.PROCEDURE: "un procedimiento",
            ServiceKind.THERAPY: "terapia",
            ServiceKind.MENTAL_HEALTH: "atención de salud mental",
            ServiceKind.EQUIPMENT: "equipo médico",
            ServiceKind.OTHER: "otra atención",
        }
    ),
    stands_on="En qué se basa este presupuesto",
    not_asked="Aún no hemos preguntado a {plan} {fact}.",
    not_known="Preguntamos, y {plan} no nos pudo decir {fact}.",
    untold=MappingProxyType(
        {
            About.PRICE: "cuál es su precio para algunas cosas",
            About.COPAY: "cuál es su copago para {kind}",
            About.COPAY_WAY: "si el copago es todo lo que usted paga para {kind}",
            About.COINSURANCE: "qué parte del costo le toca a usted para {kind}",
            About.DEDUCTIBLE: "cuánto queda de su deducible",
            About.COORDINATION: "cómo cuenta lo que paga su primer plan",
        }
    ),
    assumed=MappingProxyType(
        {
            About.NOT_ACTIVE: "Si es así, no paga nada, y puede que usted deba todo lo que cobramos.",
            About.COVERED: "Suponemos que {plan} paga {kind}.",
            About.NETWORK: "Suponemos que estamos en la red de {plan}. Si no, puede que deba más.",
            About.PREVENTIVE: "Suponemos que para {kind} usted no paga nada, como en casi todos los planes.",
            About.DEDUCTIBLE_APPLIES: "Suponemos que su deducible cuenta para {kind}.",
            About.DEDUCTIBLE_RULE: "No es seguro si el deducible es solo suyo o de toda la familia.",
            About.CAP: "Suponemos que aún no ha pagado lo más que puede deber en un año. Si ya lo pagó, deberá menos.",
            About.SECOND_PRICE: "Suponemos que {plan} tiene el mismo precio que el primero.",
            About.NOTICE: "Para lo que su plan no paga, le pedimos firmar antes un aviso.",
            About.DIFFERENCE: "No estamos en la red de su plan. Podemos cobrarle lo que pase de su precio.",
        }
    ),
    can_change=(
        "Lo que usted deba aún puede cambiar. La atención puede ser más o menos de lo previsto. "
        "Otras cuentas pueden llegar antes a su plan. Al final decide su plan."
    ),
    why_range=(
        "Hay dos cantidades porque aún no sabemos todo sobre su plan. Lo que usted deba debería estar entre las dos."
    ),
    questions="¿Preguntas? Llame al {phone}.",
    known_from="De dónde lo sabemos",
    sources=MappingProxyType(
        {
            Source.PHONE: "una llamada a su plan",
            Source.PORTAL: "la página web de su plan",
            Source.FILE: "un archivo de su plan",
            Source.CARD: "su tarjeta del seguro",
        }
    ),
    source_as_of="Lo sabemos por {source}, con fecha del {date}.",
    nothing_known="Aún no hemos preguntado a su plan.",
    benefits_title="Sus beneficios en palabras sencillas",
    benefits_of="Esto es lo que sabemos de {plan}.",
    pays_title="Lo que paga su plan",
    met_title="Lo que usted ha cubierto este año",
    visit_title="Lo que es probable que le cueste la visita prevista",
    in_network="Estamos en la red de su plan.",
    out_of_network="No estamos en la red de su plan. Puede que deba más.",
    network_unknown="Aún no sabemos si estamos en la red de su plan.",
    pays_copay_instead="Para {kind} usted paga {copay}. Su plan paga el resto.",
    pays_copay_first="Para {kind} usted paga primero {copay}.",
    pays_copay_after="Para {kind} usted paga hasta cubrir su deducible. Después paga {copay}.",
    pays_at_least="Para {kind} usted tiene un copago de {copay}. Aún no sabemos si es todo lo que paga.",
    pays_deductible_first="Para {kind} usted paga hasta cubrir su deducible.",
    pays_deductible_next="Luego paga hasta cubrir su deducible.",
    pays_share="Del precio de {kind} usted paga el {percent}. Su plan paga el {other}.",
    pays_share_after_copay="De lo que queda usted paga el {percent}. Su plan paga el {other}.",
    pays_all="Su plan paga todo el precio de {kind}.",
    pays_nothing="Su plan no paga {kind}.",
    pays_unknown="Aún no sabemos qué paga su plan para {kind}.",
    share_unknown="Aún no sabemos qué parte le toca a usted.",
    deductible="Su deducible es de {amount} al año.",
    deductible_means="Es lo que usted paga antes de que su plan empiece a pagar.",
    no_deductible="Su plan no tiene deducible. Paga desde el principio.",
    family_deductible="El deducible de su familia es de {amount} al año.",
    embedded="Su plan empieza a pagar por usted cuando usted cubre el suyo, o cuando su familia cubre el de ella.",
    aggregate="Su plan empieza a pagar cuando toda la familia lo ha cubierto.",
    cap="Lo más que usted puede deber en un año es {amount}.",
    cap_means="Después su plan paga todo lo que cubre.",
    no_cap="Su plan no tiene límite para lo que usted puede deber en un año.",
    family_cap="Lo más que su familia puede deber en un año es {amount}.",
    met_of_it="Ha cubierto {met}; quedan {left}.",
    met_unknown="Aún no sabemos cuánto está cubierto.",
    all_met="Está cubierto por completo.",
    amount_unknown="Aún no sabemos cuánto es su deducible.",
    own_deductible="Su deducible",
    familys_deductible="El deducible de su familia",
    own_cap="Lo más que puede deber",
    familys_cap="Lo más que puede deber su familia",
    yearly_heads=("Cada año", "Cantidad", "Cubierto", "Queda"),
    unknown="aún no se sabe",
    visit_price="El precio de su plan para la atención prevista es de {price}.",
    visit_charge="Nuestro cargo por la atención prevista es de {charge}.",
    visit_plan_pays="Es probable que su plan pague {pays}.",
    visit_you_owe="Es probable que usted deba {owe}.",
    visit_you_owe_nothing="Es probable que usted no deba nada.",
    visit_range="Es probable que usted deba entre {low} y {high}.",
    visit_deductible="De eso, {amount} son de su deducible.",
    visit_copay="Su copago es de {amount}.",
    visit_share="Su parte del resto del costo es de {amount}.",
    visit_over_cap="Usted llega a lo más que puede deber en un año; por eso su plan paga {amount} más.",
    visit_not_covered="Su plan no paga {amount} de eso.",
    visit_difference="Lo que pasa del precio de su plan es {amount}.",
    visit_protected="No podemos pedirle {amount} de eso.",
    visit_second="Es probable que su segundo plan pague {amount}.",
    visit_paid="Usted ya pagó {paid}; faltan {due}.",
    good_faith="Estimación de buena fe",
    good_faith_for=(
        "Esto es lo que esperamos cobrar por la atención de abajo. "
        "Es para quien no tiene seguro, o no lo usa para esta atención."
    ),
    born="Fecha de nacimiento",
    main_care="Atención principal",
    estimate_number="Estimación n.º",
    planned_for="Prevista para",
    total_expected="Total que esperamos",
    service="Lo que está previsto",
    code="Código",
    diagnosis="Diagnóstico",
    expected_charge="Cargo esperado",
    no_diagnosis="aún ninguno",
    times="{times} veces",
    units="{units} unidades",
    units_each="{units} unidades cada vez",
    npi="NPI",
    given_at="La atención se da en {place}",
    provider_total="Total de {provider}",
    all_total="Total de todos los proveedores",
    again=(
        "Esta atención se repite: {how_often}, {times} veces, del {first} al {last}. Los cargos son por todas ellas."
    ),
    takes_place="Lo planeado cambió. Esta estimación reemplaza a la estimación {number} del {date}.",
    gives_own="Este proveedor le dará su propia estimación. Sus cargos no están en el total de aquí.",
    separate_title="Atención que se programa aparte",
    separate_text=(
        "Puede que también necesite esta atención, antes o después. Se programa aparte y no está en el total. "
        "Recibirá su propia estimación cuando se programe o cuando usted la pida. Por eso aquí no están sus códigos, "
        "cargos y proveedores. Para pedir una, llámenos al {phone}. También puede pedirla en nuestra recepción."
    ),
    separate_none="No esperamos otra atención que haya que programar aparte.",
    rights_title="Lo que debe saber",
    rights=(
        (
            "Es solo una estimación.",
            "Muestra la atención y los cargos que podemos esperar el día en que se hizo. "
            "La atención que reciba y lo que cueste pueden ser distintos.",
        ),
        (
            "Puede que necesite más atención.",
            "Podemos aconsejarle más atención que haya que programar o pedir aparte. No está en esta estimación.",
        ),
        (
            "Puede disputar una cuenta mucho más alta.",
            "Si un proveedor le cobra {limit} o más por encima de su total aquí, usted tiene derecho a disputar la "
            "cuenta. Tiene que empezar dentro de {days} días desde la fecha de la primera cuenta. "
            "Hay un cargo de {fee}. Vaya a www.cms.gov/nosurprises o llame al 1-800-985-3059 para saber cómo empezar. "
            "Hacerlo no dañará la calidad de su atención.",
        ),
        (
            "No es un contrato.",
            "Usted no está obligado a recibir la atención de los proveedores nombrados aquí.",
        ),
        (
            "Guarde esta estimación.",
            "Póngala en un lugar seguro o tómele una foto. Puede necesitarla si su cuenta es más alta.",
        ),
    ),
)
