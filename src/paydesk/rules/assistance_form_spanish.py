"""The fixed words of the application for assistance in Spanish."""

from __future__ import annotations

from types import MappingProxyType

from paydesk.rules.assistance_form_phrases import FormWords
from paydesk.rules.household_means import Frequency

FORM_SPANISH = FormWords(
    application="Solicitud de ayuda con su factura",
    application_number="Número de solicitud",
    asked_on="Pedida el",
    back_by="Devolver hasta el",
    fill_in="Por favor llene las dos páginas, firme y devuélvala a más tardar el {day}.",
    where="Tráigala a nuestra recepción o envíela a la dirección de arriba.",
    where_desk="Tráigala a nuestra recepción.",
    need_help="¿Necesita ayuda con esta hoja? Llámenos al {phone}.",
    who_title="Quién pide ayuda",
    name="Nombre",
    phone="Teléfono",
    address="Dirección, solo si falta o no es correcta arriba",
    household_title="Quiénes viven con usted",
    household="Escríbase usted primero. Luego su esposo o esposa y cada persona a la que usted mantiene.",
    household_heads=("Nombre", "Qué es de usted", "Edad"),
    myself="Yo",
    bring_title="Papeles que debe traer",
    bring_asked="Por favor traiga o envíe copias de estos papeles.",
    bring_any="Por favor traiga o envíe copias de papeles que muestren lo que recibe. Traiga los que tenga.",
    cannot="¿Le es difícil conseguir un papel? Escriba aquí por qué. Quizás otro sirva.",
    next_title="Qué pasa después",
    no_bills="Hasta que decidamos, no le pedimos que pague. No le enviamos facturas ni recordatorios.",
    decide="Cuando tengamos esta hoja y sus papeles, los estudiamos con cuidado. Luego le escribimos.",
    too_late="Si no llegan a más tardar el {day}, quizás tengamos que decir que no.",
    one_month="1 mes",
    months="{months} meses",
    says_yes="Si decimos que sí, le escribimos cuánta ayuda recibe. Casi siempre dura {time}.",
    says_no="Si decimos que no, puede pedir que la veamos otra vez. Tiene {days} días desde nuestra respuesta.",
    income_title="El dinero que entra",
    income="Escriba lo que recibe cada persona antes de impuestos y cada cuánto. Deje vacío lo demás.",
    told="Usted nos dijo esto el {day}. Tache lo que no es correcto y escríbalo de nuevo.",
    income_heads=("De", "Quién lo recibe", "Cuánto", "Cada cuánto"),
    incomes=MappingProxyType(
        {
            "wages": "Sueldo de un trabajo",
            "self-employment": "Negocio propio",
            "Social Security": "Seguro Social",
            "SSI": "SSI",
            "SSDI": "SSDI",
            "unemployment": "Desempleo",
            "pension": "Jubilación o pensión",
            "alimony received": "Pensión de su ex pareja",
            "child support received": "Manutención de hijos",
            "rent received": "Renta que le pagan",
            "interest and dividends": "Intereses, dividendos",
            "other income": "Otro",
        }
    ),
    often=MappingProxyType(
        {
            Frequency.HOURLY: "por hora, {hours} horas a la semana",
            Frequency.WEEKLY: "cada semana",
            Frequency.BIWEEKLY: "cada dos semanas",
            Frequency.SEMIMONTHLY: "dos veces al mes",
            Frequency.MONTHLY: "cada mes",
            Frequency.QUARTERLY: "en tres meses",
            Frequency.YEARLY: "cada año",
        }
    ),
    obligations_title="Lo que usted tiene que pagar",
    obligations_lead="Escriba lo que paga cada mes. Nos ayuda a encontrar un pago que usted pueda cumplir.",
    obligations=MappingProxyType(
        {
            "rent or mortgage": "Renta o hipoteca",
            "utilities": "Luz, agua, teléfono",
            "food": "Comida",
            "transport": "Carro, autobús, gasolina",
            "child care": "Cuidado de niños",
            "support paid": "Manutención que paga",
            "insurance": "Seguros",
            "other medical plans": "Otras cuentas médicas",
            "loans": "Préstamos",
            "other": "Otro",
        }
    ),
    sign_title="Por favor firme",
    sign="Lo que escribí aquí es verdad hasta donde sé. Si cambia antes de que decidan, les aviso.",
    signature="Firma",
    date="Fecha",
    office="Para la oficina",
    received="Recibida el",
    received_by="Por",
)
