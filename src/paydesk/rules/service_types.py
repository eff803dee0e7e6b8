"""Kinds of service an insurer is asked about (X12 service types), in our own words."""

from __future__ import annotations

from collections.abc import Mapping

WHOLE_PLAN = "30"
"""Asks for, and answers, the plan as a whole."""

MEDICAL_CARE = "1"

_WORDS: Mapping[str, str] = {
    "1": "medical care", "2": "surgery", "3": "consultation", "4": "X-ray", "5": "laboratory",
    "6": "radiation therapy", "7": "anesthesia", "8": "assistance at surgery", "9": "other medical",
    "10": "blood", "11": "used medical equipment", "12": "medical equipment, bought", "13": "ambulatory surgery center",
    "14": "kidney supplies at home", "15": "other ways of dialysis", "16": "kidney equipment",
    "17": "tests before admission", "18": "medical equipment, rented", "19": "pneumonia vaccine",
    "20": "second opinion on surgery", "21": "third opinion on surgery", "22": "social work",
    "23": "dental diagnosis", "24": "gums", "25": "dental fillings and repairs", "26": "root canals",
    "27": "face and jaw prosthetics", "28": "other dental services", "30": "the whole plan", "32": "waiting period",
    "33": "chiropractic", "34": "chiropractic office visit", "35": "dental", "36": "dental crowns",
    "37": "dental accident", "38": "orthodontics", "39": "dental prosthetics", "40": "oral surgery",
    "41": "preventive dental", "42": "home health", "43": "home health prescriptions", "44": "home health visits",
    "45": "hospice", "46": "respite care", "47": "hospital", "48": "hospital, inpatient",
    "49": "hospital room and board", "50": "hospital, outpatient", "51": "hospital emergency, accident",
    "52": "hospital emergency, illness", "53": "hospital outpatient surgery", "54": "long-term care",
    "55": "major medical", "56": "medical transport", "57": "air transport", "58": "wheelchair van",
    "59": "ambulance", "60": "general benefits", "61": "in vitro fertilization", "62": "MRI or CT scan",
    "63": "donor procedures", "64": "acupuncture", "65": "newborn care", "66": "pathology", "67": "quitting smoking",
    "68": "well baby care", "69": "maternity", "70": "transplants", "71": "hearing exam", "72": "inhalation therapy",
    "73": "medical diagnosis", "74": "private nursing", "75": "prosthetic devices", "76": "dialysis", "77": "ear exam",
    "78": "chemotherapy", "79": "allergy testing", "80": "immunizations", "81": "routine physical",
    "82": "family planning", "83": "infertility", "84": "abortion", "85": "AIDS", "86": "emergency", "87": "cancer",
    "88": "pharmacy", "89": "drugs from a pharmacy", "90": "drugs by mail", "91": "brand-name drugs",
    "92": "generic drugs", "93": "podiatry", "94": "podiatry office visit", "95": "podiatry in a nursing home",
    "96": "physician", "97": "anesthesiologist", "98": "office visit", "99": "physician's inpatient visit",
    "A0": "physician's outpatient visit", "A1": "physician in a nursing home",
    "A2": "physician in a skilled nursing facility", "A3": "physician's home visit", "A4": "psychiatric",
    "A5": "psychiatric room and board", "A6": "psychotherapy", "A7": "psychiatric, inpatient",
    "A8": "psychiatric, outpatient", "A9": "rehabilitation", "AA": "rehabilitation room and board",
    "AB": "rehabilitation, inpatient", "AC": "rehabilitation, outpatient", "AD": "occupational therapy",
    "AE": "physical therapy", "AF": "speech therapy", "AG": "skilled nursing",
    "AH": "skilled nursing room and board", "AI": "substance use", "AJ": "alcohol treatment", "AK": "drug treatment",
    "AL": "vision", "AM": "eyeglass frames", "AN": "routine exam", "AO": "lenses",
    "AQ": "physical without medical need", "AR": "experimental drugs", "B1": "burn care",
    "B2": "brand-name drugs on the list", "B3": "brand-name drugs not on the list",
    "BA": "independent medical evaluation", "BB": "psychiatric day hospital", "BC": "psychiatric day care",
    "BD": "cognitive therapy", "BE": "massage", "BF": "lung rehabilitation", "BG": "heart rehabilitation",
    "BH": "pediatric", "BI": "nursery", "BJ": "skin", "BK": "orthopedic", "BL": "heart", "BM": "lymphatic",
    "BN": "stomach and bowels", "BP": "hormones", "BQ": "nerves", "BR": "eyes", "BS": "invasive procedures",
    "BT": "gynecology", "BU": "obstetrics", "BV": "obstetrics and gynecology", "BY": "office visit, sick",
    "BZ": "office visit, well", "CE": "mental health, inpatient by a provider",
    "CF": "mental health, outpatient by a provider", "CG": "mental health, inpatient facility",
    "CH": "mental health, outpatient facility", "CQ": "case management",
    "DG": "dermatology", "DM": "durable medical equipment", "DS": "diabetic supplies",
    "GF": "generic drugs on the list", "GN": "generic drugs not on the list", "GY": "allergy", "IC": "intensive care",
    "MH": "mental health", "NI": "newborn intensive care", "ON": "cancer treatment", "PT": "physical therapy",
    "PU": "lungs", "RN": "kidney", "RT": "psychiatric residential treatment", "TC": "transitional care",
    "TN": "transitional nursery", "UC": "urgent care",
}  # fmt: skip


def service_words(code: str) -> str:
    """What a service type is; nothing said is the whole plan."""
    return _WORDS.get(code.strip().upper(), f"service {code}") if code else _WORDS[WHOLE_PLAN]
