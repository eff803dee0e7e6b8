"""The fixed words of our paper as a table: one column of English, one of Spanish, nothing computed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Every fixed word of our paper in one language; ``{}`` marks take what their name says."""

    statement: str
    page: str
    continued: str
    your_account: str
    statement_date: str
    account_number: str
    statement_number: str
    pay_by: str
    amount_you_owe: str
    your_credit: str
    help_title: str
    help_text: str
    zero_title: str
    zero_text: str
    credit_title: str
    credit_text: str
    date: str
    what: str
    charge: str
    insurance_paid: str
    adjusted: str
    you_paid: str
    waiting: str
    you_owe: str
    visit: str
    with_provider: str
    patient: str
    other_items: str
    medical_care: str
    unused_credit: str
    total: str
    not_asked_total: str
    waiting_title: str
    waiting_above: str
    waiting_total: str
    ageing: tuple[str, str, str, str, str]
    credit: str
    help_line: str
    help_line_notes: str
    help_line_page: str
    tear_off: str
    pay_online: str
    pay_by_phone: str
    pay_by_mail: str
    pay_at_clinic: str
    i_am_paying: str
    keep: str
    bill: str
    bill_insured: str
    bill_waiting: str
    nothing: str
    nothing_waiting: str
    credit_explained: str
    credit_waiting: str
    kept_title: str
    kept_total: str
    receipt: str
    copy: str
    voided: str
    returned: str
    patient_copy: str
    clinic_copy: str
    receipt_number: str
    received: str
    received_from: str
    paid_by: str
    applied_to: str
    kept_as_credit: str
    kept_for_visit: str
    kept_besides: str
    total_received: str
    balance_left: str
    credit_left: str
    cashier: str
    tax_id: str
    questions: str
    cash: str
    tendered: str
    check: str
    card: str
    authorization: str
    bank_transfer: str
    money_order: str
    dear: str
    sincerely: str
    refund_subject: str
    refund_opening: str
    refund_reason: str
    refund_close: str
    refund_amount: str
    refund_way: str
    refund_receipt: str
    notes_title: str
    notes: tuple[tuple[str, str], ...]
    form_title: str
    form: tuple[str, ...]
    form_insurance: tuple[str, ...]


ENGLISH = Words(
    statement="Your statement",
    page="Page {page} of {pages}",
    continued="Continued on page {page}",
    your_account="Your account",
    statement_date="Statement date",
    account_number="Account number",
    statement_number="Statement number",
    pay_by="Pay by",
    amount_you_owe="Amount you owe",
    your_credit="Your credit",
    help_title="Too much to pay at once?",
    help_text="Call us at {phone}. We can talk about smaller payments or help with the cost.",
    zero_title="Nothing to pay",
    zero_text="Thank you. You do not owe us anything today.",
    credit_title="You have a credit – nothing to pay",
    credit_text="We can send it back to you or keep it for your next visit. Call {phone}.",
    date="Date",
    what="What we did",
    charge="Charge",
    insurance_paid="− Insurance\npaid",
    adjusted="− Adjusted",
    you_paid="− You\npaid",
    waiting="− With\ninsurance",
    you_owe="= You\nowe",
    visit="Visit on {date}",
    with_provider=" with {provider}",
    patient="patient {patient}",
    other_items="Other items on your account",
    medical_care="Medical care",
    unused_credit="Your credit, not used yet",
    total="Total",
    not_asked_total="Total not asked for",
    waiting_title="Waiting for insurance – please do not pay this",
    waiting_above="Waiting part of the lines above",
    waiting_total="Total waiting for insurance",
    ageing=("0–30 days", "31–60 days", "61–90 days", "91–120 days", "Over 120 days"),
    credit="Credit",
    help_line="Questions about this bill? Call {phone}.",
    help_line_page="Need help with this bill? See page 2.",
    help_line_notes="Need help with this bill? See page 2, or call {phone}.",
    tear_off="Please tear off and return this part with your payment",
    pay_online="Pay online: scan the code, or go to {link}",
    pay_by_phone="Pay by phone: {phone} (card or bank)",
    pay_at_clinic="Pay at the clinic: please bring this part with you",
    pay_by_mail="Pay by mail: make your check out to {name}",
    i_am_paying="I am paying  $",
    keep="No payment is needed. Please keep this page for your records.",
    bill="This bill is for care you received at our clinic. The amount below is what you owe.",
    bill_insured=(
        "This bill is for care you received at our clinic. Your insurance has paid its part. "
        "The amount below is what you still owe."
    ),
    bill_waiting=(
        "This bill is for care you received at our clinic. We are still waiting for your insurance "
        "on some of it. "
        "Please pay only the amount you owe."
    ),
    nothing="This page shows the care you received at our clinic. You owe nothing now.",
    nothing_waiting=(
        "This page shows the care you received at our clinic. We are still waiting for your insurance. "
        "You owe nothing now."
    ),
    credit_explained=(
        "This page shows the care you received at our clinic. You paid more than you owe, so you have a credit."
    ),
    credit_waiting=(
        "This page shows the care you received at our clinic. You have a credit now. "
        "We are still waiting for your insurance on some of the care."
    ),
    kept_title="You paid this for a coming visit: it is not taken off above",
    kept_total="Kept for your visit",
    receipt="Receipt",
    copy="COPY",
    voided="VOIDED – this payment was taken back",
    returned="RETURNED – the bank did not pay this",
    patient_copy="Your copy",
    clinic_copy="Clinic’s copy",
    receipt_number="Receipt number",
    received="Received",
    received_from="Received from",
    paid_by="Paid by",
    applied_to="What it paid",
    kept_as_credit="Kept as credit on your account",
    kept_for_visit="Kept for your visit of {date}",
    kept_besides="Kept for coming visits, not taken off above",
    total_received="Total received",
    balance_left="You still owe",
    credit_left="Your credit",
    cashier="Taken by",
    tax_id="Tax ID",
    questions="Questions or refunds: {phone}",
    cash="Cash",
    tendered="{tendered} given, {change} change",
    check="Check {number}",
    card="{brand} card ending in {last4}",
    authorization="Authorization {code}",
    bank_transfer="Bank transfer",
    money_order="Money order {number}",
    dear="Dear {name}:",
    sincerely="Sincerely,",
    refund_subject="Your refund of {amount}",
    refund_opening="We are sending you a refund of {amount}.",
    refund_reason="This money was credit on your account {account}, so it is yours.",
    refund_close="You do not need to do anything. If you have a question, please call us at {phone}.",
    refund_amount="Refund",
    refund_way="How we send it",
    refund_receipt="From your payment",
    notes_title="About your statement",
    notes=(
        (
            "How to read it",
            "Each line is one thing we did. We start with the charge. We take off what your "
            "insurance paid, what came "
            "off the price, and what you paid. What is left is what you owe.",
        ),
        (
            "Waiting for insurance",
            "Some lines may still be with your insurance. They are not part of the amount you owe. "
            "Please do not pay them now. We will write to you when we hear from your insurance.",
        ),
        (
            "Too much to pay at once?",
            "Please call us at {phone} before the date on the front. We can talk about smaller "
            "payments over time, "
            "or about help with the cost.",
        ),
        (
            "Does something look wrong?",
            "Call us at {phone} and have your account number ready. We will go through each line with you. "
            "You can ask us for a full list of your charges.",
        ),
        (
            "New insurance?",
            "Tell us soon. Plans give us only a short time to send them a bill. Fill in the form below, or call us.",
        ),
        (
            "Paying by check",
            "Make your check out to {name}. Write your account number on it. Give or send it to us with the "
            "bottom part of page 1.",
        ),
    ),
    form_title="Has something changed? Please tell us here and return this part.",
    form=("Name", "Street", "City, state, ZIP", "Phone"),
    form_insurance=("Insurance company", "Member number", "Group number", "Starts on"),
)

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
    unused_credit="Su saldo a favor, aún sin usar",
    total="Total",
    not_asked_total="Total que no se cobra",
    waiting_title="En espera del seguro: por favor no pague esto",
    waiting_above="Parte en espera de las líneas de arriba",
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
    nothing="Esta página muestra la atención que recibió en nuestra clínica. Ahora usted no debe nada.",
    nothing_waiting=(
        "Esta página muestra la atención que recibió en nuestra clínica. Aún esperamos a su seguro. "
        "Ahora usted no debe nada."
    ),
    credit_explained=(
        "Esta página muestra la atención que recibió en nuestra clínica. "
        "Usted pagó más de lo que debe: tiene saldo a favor."
    ),
    credit_waiting=(
        "Esta página muestra la atención que recibió en nuestra clínica. Usted tiene saldo a favor. "
        "Aún esperamos a su seguro por una parte."
    ),
    kept_title="Usted pagó esto para una próxima visita: no se descuenta arriba",
    kept_total="Guardado para su visita",
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
