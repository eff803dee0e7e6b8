"""The words of the letters of payment plans in Spanish."""

from __future__ import annotations

from types import MappingProxyType

from paydesk.rules.plan_letter_phrases import LetterText, PlanLetter, PlanLetterPhrases

PLAN_LETTERS_SPANISH = PlanLetterPhrases(
    letters=MappingProxyType(
        {
            PlanLetter.REMINDER: LetterText(
                "Pronto vence un pago de su plan",
                "El próximo pago de su plan de pagos {number} es de {amount}. Vence el {due}.",
                ("Si ya lo pagó, gracias. No tiene que hacer nada.",),
                MappingProxyType({"amount": "Pago", "due": "Vence el"}),
            ),
            PlanLetter.MISSED: LetterText(
                "Aún no ha llegado un pago de su plan",
                "Aún no hemos recibido {amount} de su plan de pagos {number}. Vencía el {due}.",
                ("Por favor páguelo en cuanto pueda. Si ya lo pagó, gracias.",),
                MappingProxyType({"amount": "Aún no pagado", "due": "Vencía el"}),
            ),
            PlanLetter.CURE: LetterText(
                "Por favor pague lo atrasado para conservar su plan",
                "Hay pagos atrasados en su plan de pagos {number}. Para conservar el plan, por favor pague {amount} "
                "hasta el {until}.",
                (
                    "Si no está pagado hasta el {until}, el plan termina. Lo que queda de él, {left}, vuelve entonces "
                    "a nuestras cuentas de siempre.",
                    "Si ya lo pagó, gracias.",
                ),
                MappingProxyType({"amount": "Por pagar", "until": "Último día para pagar", "left": "Queda en el plan"}),
            ),
            PlanLetter.DEFAULTED: LetterText(
                "Su plan de pagos ha terminado",
                "Su plan de pagos {number} terminó el {on}. Lo atrasado no se pagó.",
                (
                    "Lo que queda, {left}, está otra vez en nuestras cuentas de siempre.",
                    "¿Quiere empezar otra vez el plan? Llámenos al {phone} o pregunte en nuestra recepción.",
                ),
                MappingProxyType({"on": "Terminó el", "left": "Queda por pagar"}),
            ),
            PlanLetter.REINSTATED: LetterText(
                "Su plan de pagos ha empezado otra vez",
                "Su plan de pagos {number} empezó otra vez el {on}. El próximo pago es de {amount} y vence el {due}.",
                (),
                MappingProxyType({"amount": "Próximo pago", "due": "Vence el", "left": "Queda en el plan"}),
            ),
            PlanLetter.PAUSED: LetterText(
                "Su plan de pagos está en pausa",
                "Su plan de pagos {number} está en pausa hasta el {until}. Antes no tiene que pagar nada de él.",
                ("El próximo pago es de {amount}. Vence el {due}.",),
                MappingProxyType({"until": "En pausa hasta el", "amount": "Próximo pago", "due": "Vence el"}),
            ),
            PlanLetter.AMENDED: LetterText(
                "Su plan de pagos ha cambiado",
                "Su plan de pagos {number} ha cambiado. El próximo pago es de {amount} y vence el {due}.",
                ("Esto es lo que cambió:",),
                MappingProxyType({"amount": "Próximo pago", "due": "Vence el", "left": "Queda en el plan"}),
            ),
            PlanLetter.PAID_OFF: LetterText(
                "Gracias: su plan de pagos está pagado",
                "Su plan de pagos {number} se terminó de pagar el {on}. Gracias por cumplirlo.",
                (
                    "Ya no tiene que pagar nada más de este plan.",
                    "Si tiene otros cargos en nuestra clínica, llegan en su estado de cuenta de siempre.",
                ),
                MappingProxyType({"amount": "Pagado en total", "on": "Pagado el"}),
            ),
            PlanLetter.CANCELED: LetterText(
                "Su plan de pagos se canceló",
                "Su plan de pagos {number} se canceló el {on}.",
                (
                    "Lo que queda, {left}, está otra vez en nuestras cuentas de siempre.",
                    "¿Quiere otro plan? Llámenos al {phone} o pregunte en nuestra recepción.",
                ),
                MappingProxyType({"on": "Cancelado el", "left": "Queda por pagar"}),
            ),
        }
    ),
    ways="Cómo pagar: {ways}",
    help=(
        "¿Es mucho en este momento? Llámenos al {phone} o pregunte en nuestra recepción. Podemos hablar de pagos más "
        "pequeños, de una pausa en tiempos difíciles o de ayuda con el costo."
    ),
    thanks="Si tiene una pregunta, llámenos al {phone}.",
    nothing_left="No queda nada por pagar de él.",
    to_sign="Con esta carta llega un acuerdo nuevo. Por favor fírmelo y devuélvalo. Guarde una copia.",
    more_changes="Cambió más de lo que cabe aquí. Por favor pídanos saberlo todo.",
)
