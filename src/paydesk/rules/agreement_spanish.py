"""The fixed words of the papers of a payment plan in Spanish."""

from __future__ import annotations

from types import MappingProxyType

from paydesk.rules.agreement_phrases import AgreementWords
from paydesk.rules.installments import Cadence

AGREEMENT_SPANISH = AgreementWords(
    agreement="Acuerdo de plan de pagos",
    sign_first="Por favor lea, firme y devuelva.",
    sign_how="Dice cuánto paga usted y cuándo. Firme al final. Guarde una copia.",
    agreement_number="Número de acuerdo",
    version="{number}, versión {version}",
    made_on="Hecho el",
    installments="Pagos",
    plan_total="Total del plan",
    takes_place="Este acuerdo reemplaza al acuerdo {number}.",
    newer_version="Esta es la versión {version} del acuerdo. Reemplaza a la anterior.",
    changes_title="Lo que cambió",
    payment_changed="Cada pago es de {after} en vez de {before}.",
    count_changed="Pagos que faltan: {after} en vez de {before}.",
    next_changed="El próximo pago vence el {after} en vez del {before}.",
    last_changed="El último pago vence el {after} en vez del {before}.",
    total_changed="En total usted paga {after} de ahora en adelante en vez de {before}.",
    between_title="Entre quiénes es este acuerdo",
    clinic_head="La clínica (“nosotros”)",
    payer_head="Usted",
    covers_title="Lo que está en el plan",
    covers="Estos cargos están en el plan, cada uno con la parte que usted paga. Ningún otro cargo está en él.",
    day="Fecha",
    what="Lo que hicimos",
    patient="Paciente",
    you_owe="Usted paga",
    taken_off="Pagado por el seguro o descontado desde entonces",
    schedule_title="Cuánto paga y cuándo",
    pay_down="Usted paga {amount} de pago inicial hasta el {date}.",
    pay_in="Usted paga {amount} en {count} pagos",
    pay_once="Usted paga {amount} en un solo pago.",
    each=MappingProxyType(
        {
            Cadence.MONTHLY: "uno cada mes",
            Cadence.SEMIMONTHLY: "dos cada mes",
            Cadence.BIWEEKLY: "uno cada dos semanas",
            Cadence.WEEKLY: "uno cada semana",
        }
    ),
    often=MappingProxyType(
        {
            Cadence.MONTHLY: "cada mes",
            Cadence.SEMIMONTHLY: "dos veces al mes",
            Cadence.BIWEEKLY: "cada dos semanas",
            Cadence.WEEKLY: "cada semana",
        }
    ),
    number="Número",
    due="Vence",
    amount="Cantidad",
    left_after="Queda después",
    down_payment="Pago inicial",
    ways_title="Cómo pagar",
    at_desk="En nuestra recepción.",
    by_phone="Por teléfono: {phone} (tarjeta o banco).",
    online="En línea: {link}.",
    by_mail=(
        "Por correo: haga su cheque a nombre de {name}. Escriba en él su número de cuenta. Envíelo a {address}."
    ),
    free_title="Sin intereses y sin cargos",
    free=(
        "No cobramos intereses ni cargos por este plan. Un pago atrasado no tiene cargo. "
        "Usted puede pagar más, o todo lo que queda, en cualquier momento. Pagar antes no cuesta nada."
    ),
    missed_title="Si falta un pago",
    one_day="1 día",
    days="{days} días",
    grace="Un pago puede llegar hasta {time} después de su fecha. Si no ha llegado para entonces, le escribimos.",
    no_grace="Si un pago no ha llegado en su fecha, le escribimos.",
    cure=(
        "Si faltan {count} pagos seguidos, o uno tiene {late} de atraso, le enviamos una carta. "
        "Desde entonces tiene {time} para pagar lo atrasado."
    ),
    cure_at_once="Si falta un pago le enviamos una carta. Desde entonces tiene {time} para pagar lo atrasado.",
    ends=(
        "Si para entonces no está pagado, el plan termina. Lo que queda vuelve a nuestras cuentas de siempre. "
        "Usted puede pedirnos empezar otra vez el plan."
    ),
    change_title="Si algo cambia",
    ask=(
        "Llámenos al {phone} antes de la fecha de un pago. También puede preguntar en nuestra recepción. "
        "Podemos hablar de pagos más pequeños, de una pausa en tiempos difíciles o de ayuda con el costo."
    ),
    shrinks=(
        "Si su seguro paga más, o descontamos algo, los últimos pagos son más pequeños o ya no hacen falta."
    ),
    grows="La atención nueva no está en este plan. Podemos agregarla si usted está de acuerdo.",
    other_language="Puede pedir este acuerdo en inglés.",
    box_title="Declaración de la ley Truth-in-Lending",
    creditor="Acreedor: {name}",
    rate="TASA DE PORCENTAJE ANUAL",
    rate_means="Lo que le cuesta el crédito, como tasa al año.",
    finance_charge="CARGO FINANCIERO",
    finance_charge_means="Lo que le cuesta el crédito en dólares.",
    financed="Cantidad financiada",
    financed_means="El crédito que usted recibe.",
    payments="Total de pagos",
    payments_means="Lo que habrá pagado cuando haya hecho todos los pagos.",
    sale_price="Precio total de venta",
    sale_price_means="El costo total a crédito, con su pago inicial de {down}.",
    box_schedule="Su calendario de pagos",
    box_heads=("Número de pagos", "Cantidad de cada uno", "Cuándo vencen"),
    beginning="{often}, desde el {date}",
    on="el {date}",
    several="{count} pagos de {amount} desde el {date}",
    single="1 pago de {amount} el {date}",
    itemized="Cantidad financiada: cargos {total} − pago inicial {down} = {financed}.",
    late="Pago atrasado: sin cargo.",
    early="Pagar antes: sin penalidad.",
    security="Garantía: ninguna.",
    contract="El resto de este acuerdo dice más sobre pagos que faltan, cómo puede terminar el plan y pagar antes.",
    sign_title="Firmas",
    sign_text="He leído este acuerdo. Acepto pagar como dice.",
    sign_copy="Tengo una copia de este acuerdo para guardar.",
    sign_payer="Paciente, o la persona que paga",
    sign_clinic="Por la clínica",
    sign_date="Fecha",
    coupon="Pago {number} de {count}",
    coupon_down="Pago inicial",
    coupon_tear="Por favor corte por las líneas punteadas. Envíe o traiga uno con cada pago.",
    coupon_paying="Yo pago  $",
    card="Plan de pagos",
    card_of="Tarjeta {number} de {count}",
    card_fold="Corte por las líneas punteadas. Doble por la mitad.",
    card_left="Falta por pagar",
    card_call="¿No puede pagar? Llámenos antes de la fecha:",
    card_next="Más fechas en la tarjeta siguiente",
)
