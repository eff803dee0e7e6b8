"""The fixed words of our paper in Spanish."""

from __future__ import annotations

from paydesk.rules.phrases import Words

SPANISH = Words(
    statement="Su estado de cuenta",
    page="Página {page} de {pages}",
    continued="Continúa en la página {page}",
    your_account="Su cuenta",
    statement_date="Fecha",
    account_number="Número de cuenta",
    statement_number="Estado de cuenta n.º",
    pay_by="Pague hasta el",
    amount_you_owe="Usted debe",
    your_credit="Su saldo a favor",
    help_title="¿Es mucho para un solo pago?",
    help_text="Llame al {phone}. Podemos hablar de pagos más pequeños o de ayuda con el costo.",
    zero_title="Nada que pagar",
    zero_text="Gracias. Hoy usted no nos debe nada.",
    zero_text_plan="Gracias. Ahora no vence nada de su plan de pagos.",
    credit_title="Tiene saldo a favor: nada que pagar",
    credit_text="Podemos devolvérselo o guardarlo para su próxima visita. Llame al {phone}.",
    date="Fecha",
    what="Lo que hicimos",
    charge="Cargo",
    insurance_paid="− Pagó el\nseguro",
    adjusted="− Ajuste",
    you_paid="− Usted\npagó",
    waiting="− Con el\nseguro",
    you_owe="= Usted\ndebe",
    visit="Visita del {date}",
    with_provider=" con {provider}",
    patient="paciente {patient}",
    other_items="Otros cargos de su cuenta",
    medical_care="Atención médica",
    unused_credit="Su saldo a favor sin usar",
    on_plan="En su plan de pagos {number}, aún no vence",
    to_pay_now="Para pagar ahora",
    total="Total",
    not_asked_total="Total que no se cobra",
    waiting_title="En espera del seguro: por favor no pague esto",
    waiting_above="De las líneas de arriba",
    waiting_total="Total en espera del seguro",
    ageing=("0–30 días", "31–60 días", "61–90 días", "91–120 días", "Más de 120 días"),
    credit="A favor",
    help_line="¿Preguntas sobre esta cuenta? Llame al {phone}.",
    help_line_page="¿Necesita ayuda con esta cuenta? Vea la página 2.",
    help_line_notes="¿Necesita ayuda con esta cuenta? Vea la página 2 o llame al {phone}.",
    tear_off="Por favor corte y envíe esta parte con su pago",
    pay_online="En línea: escanee el código o vaya a {link}",
    pay_by_phone="Por teléfono: {phone} (tarjeta o banco)",
    pay_at_clinic="En la clínica: por favor traiga esta parte",
    pay_by_mail="Por correo: cheque a nombre de {name}",
    i_am_paying="Yo pago  $",
    keep="No hace falta pagar. Por favor guarde esta página.",
    bill="Esta cuenta es por la atención que recibió en nuestra clínica. Abajo está lo que usted debe.",
    bill_insured=(
        "Esta cuenta es por la atención que recibió en nuestra clínica. Su seguro ya pagó su parte. "
        "Abajo está lo que usted aún debe."
    ),
    bill_waiting=(
        "Esta cuenta es por la atención que recibió en nuestra clínica. Su seguro aún no responde "
        "por una parte. "
        "Por favor pague solo lo que usted debe."
    ),
    bill_plan=(
        "Esta cuenta es por la atención que recibió en nuestra clínica. Una parte está en su plan de pagos. "
        "Por favor pague solo la cantidad de abajo."
    ),
    nothing="Esta página muestra la atención que recibió en nuestra clínica. Ahora usted no debe nada.",
    nothing_waiting=(
        "Esta página muestra la atención que recibió en nuestra clínica. Aún esperamos a su seguro. "
        "Ahora usted no debe nada."
    ),
    nothing_plan=(
        "Esta página muestra la atención que recibió en nuestra clínica. El resto está en su plan de pagos. "
        "Ahora no hay nada que pagar."
    ),
    credit_explained=(
        "Esta página muestra la atención que recibió en nuestra clínica. "
        "Usted pagó más de lo que debe: tiene saldo a favor."
    ),
    credit_waiting=(
        "Esta página muestra la atención que recibió en nuestra clínica. Usted tiene saldo a favor. "
        "Aún esperamos a su seguro por una parte."
    ),
    receipt="Recibo",
    copy="COPIA",
    voided="ANULADO: este pago se deshizo",
    returned="DEVUELTO: el banco no pagó",
    patient_copy="Su copia",
    clinic_copy="Copia de la clínica",
    receipt_number="Recibo n.º",
    received="Recibido",
    received_from="Recibido de",
    paid_by="Forma de pago",
    applied_to="Lo que se pagó",
    kept_as_credit="Guardado a su favor en la cuenta",
    kept_for_visit="Guardado para su visita del {date}",
    kept_besides="Guardado para próximas visitas, no se descuenta arriba",
    total_received="Total recibido",
    balance_left="Usted aún debe",
    credit_left="Su saldo a favor",
    cashier="Atendió",
    tax_id="Tax ID",
    questions="Preguntas o devoluciones: {phone}",
    cash="Efectivo",
    tendered="entregó {tendered}, cambio {change}",
    check="Cheque {number}",
    card="Tarjeta {brand} terminada en {last4}",
    authorization="Autorización {code}",
    bank_transfer="Transferencia bancaria",
    money_order="Giro postal {number}",
    dear="Estimado/a {name}:",
    sincerely="Atentamente,",
    refund_subject="Su devolución de {amount}",
    refund_opening="Le enviamos una devolución de {amount}.",
    accounting_subject="A quién dimos su información de salud",
    accounting_opening=(
        "Usted nos preguntó a quién dimos su información de salud. Esta lista va del {first} al {last}."
    ),
    accounting_none="En este tiempo no dimos nada que la ley nos pida anotar en esta lista.",
    accounting_heads=("Fecha", "Quién la recibió", "Qué dimos", "Para qué"),
    accounting_left_out=(
        "La ley (45 CFR 164.528) no nos pide anotar todo. Esta lista no incluye lo que dimos para atenderle, para "
        "cobrar o para administrar nuestra clínica. Tampoco incluye lo que le dimos a usted ni lo que usted nos "
        "permitió dar por escrito. La ley nombra unos pocos casos más."
    ),
    accounting_close=(
        "Puede pedir esta lista otra vez. Una lista cada 12 meses es gratis. Si tiene preguntas, llámenos al {phone}."
    ),
    refund_reason="Este dinero era saldo a su favor en la cuenta {account}; es suyo.",
    refund_close="No tiene que hacer nada. Si tiene preguntas, llámenos al {phone}.",
    refund_amount="Devolución",
    refund_way="Cómo la enviamos",
    refund_receipt="De su pago",
    notes_title="Sobre su estado de cuenta",
    notes=(
        (
            "Cómo leerlo",
            "Cada línea es algo que hicimos. Empezamos con el cargo. Restamos lo que pagó su seguro, "
            "lo que bajó del "
            "precio y lo que usted pagó. Lo que queda es lo que usted debe.",
        ),
        (
            "En espera del seguro",
            "Algunas líneas pueden estar aún con su seguro. No son parte de lo que usted debe. "
            "Por favor no las pague ahora. Le escribiremos cuando su seguro responda.",
        ),
        (
            "¿Es mucho para un solo pago?",
            "Llámenos al {phone} antes de la fecha de la primera página. Podemos hablar de pagos más "
            "pequeños "
            "o de ayuda con el costo.",
        ),
        (
            "¿Algo no está bien?",
            "Llámenos al {phone} y tenga a mano su número de cuenta. Veremos cada línea con usted. "
            "Puede pedirnos la lista completa de sus cargos.",
        ),
        (
            "¿Tiene un seguro nuevo?",
            "Avísenos pronto. Los seguros nos dan poco tiempo para enviar la cuenta. Llene el "
            "formulario de abajo "
            "o llámenos.",
        ),
        (
            "Si paga con cheque",
            "Haga el cheque a nombre de {name}. Escriba en él su número de cuenta. Entréguelo o envíelo "
            "con la parte de abajo de la página 1.",
        ),
    ),
    form_title="¿Algo cambió? Por favor escríbalo aquí y envíe esta parte.",
    form=("Nombre", "Calle", "Ciudad, estado, código postal", "Teléfono"),
    form_insurance=("Compañía de seguro", "Número de miembro", "Número de grupo", "Desde"),
)
