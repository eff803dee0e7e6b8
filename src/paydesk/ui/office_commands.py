"""The commands about the office itself: its settings, lists, code set, proof and alignment sheet."""

from __future__ import annotations

from functools import partial

from paydesk.ui.actions import Actions, Command
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.finished_paper import Paper, file_name, give_out
from paydesk.ui.record_commands import open_named

OFFICE_COMMANDS = (
    Command("office.clinic", "Clinic settings", "File", "", "home", "office.edit",
            words="name address phone NPI tax time zone days to pay link remit"),
    Command("office.providers", "Providers", "File", "", "person", "office.edit", words="doctor NPI nurse"),
    Command("office.places", "Places of service", "File", "", "home", "office.edit", words="POS location"),
    Command("office.codes", "Codes and fees", "File", "", "dollar", "office.edit",
            words="fee schedule price procedure CPT HCPCS short name Spanish"),
    Command("office.plan_policy", "Payment plan policy", "File", "", "calendar", "office.edit",
            words="installments minimum longest grace cure hardship down payment assistance"),
    Command("office.cap_rules", "Rules about what may be asked", "File", "", "scales", "office.edit",
            words="cap law state Colorado percent income household plan pack"),
    Command("office.add_cap_rule", "Add a rule about what may be asked", "File", "", "plus", "office.edit",
            words="cap law state percent income pack"),
    Command("office.import_codes", "Import diagnosis codes", "File", "", "folder", "import.run",
            words="ICD-10-CM edition CMS file"),
    Command("office.prove", "Prove the ledger", "File", "", "shield", "ledger.verify",
            words="verify check balances audit"),
    Command("office.backups", "Backups", "File", "", "shield", "backups.make",
            words="back up copy USB stick restore proven folder"),
    Command("office.alignment", "Print an envelope alignment sheet", "File", "", "printer", "statements.print",
            words="window envelope fold test page"),
    Command("insurance.payers", "Payers", "Insurance", "", "shield", "insurance.edit",
            words="insurer insurance company phone EDI"),
    Command("insurance.contract_prices", "Contract prices", "Insurance", "", "dollar", "insurance.edit",
            words="fee schedule allowed rates load import CSV underpaid expected"),
    Command("insurance.contract_reasons", "What comes off by contract", "Insurance", "", "scales", "office.edit",
            words="adjustment reason CARC write-off contractual CO remittance post"),
)  # fmt: skip

_DIALOGS = {
    "office.clinic": ("clinic_dialog", "ClinicDialog"),
    "office.providers": ("provider_dialog", "ProviderDialog"),
    "office.places": ("place_dialog", "PlaceDialog"),
    "office.codes": ("code_dialog", "CodeDialog"),
    "office.plan_policy": ("plan_policy_dialog", "PlanPolicyDialog"),
    "office.cap_rules": ("cap_rules_dialog", "CapRulesDialog"),
    "office.add_cap_rule": ("add_cap_rule_dialog", "AddCapRuleDialog"),
    "office.import_codes": ("import_codes_dialog", "ImportCodesDialog"),
    "office.prove": ("proof_dialog", "ProofDialog"),
    "office.backups": ("backups_dialog", "BackupsDialog"),
    "insurance.payers": ("payer_dialog", "PayerDialog"),
    "insurance.contract_prices": ("contract_prices_dialog", "ContractPricesDialog"),
    "insurance.contract_reasons": ("contract_reasons_dialog", "ContractReasonsDialog"),
}
"""Command -> module of ``dialogs`` and its class, loaded when first asked for."""


def bind_office(actions: Actions, context: DeskContext) -> None:
    """Declare and bind every command of this module."""
    actions.declare(OFFICE_COMMANDS)
    for command, (module, name) in _DIALOGS.items():
        actions.bind(command, partial(open_named, context, module, name))
    actions.bind("office.alignment", partial(print_alignment, context))


def print_alignment(context: DeskContext) -> None:
    """Make the sheet and print it."""
    from paydesk.operations import keeping

    def show(pdf: bytes) -> None:
        paper = Paper("Alignment sheet", file_name("Alignment sheet"), pdf)
        if went := give_out(paper, context.printing.print_paper):
            context.messages.tell(f"{paper.title} {went}")

    context.jobs.look(
        lambda: keeping.alignment_sheet(context.desk), title="Making the alignment sheet", then=show, owner=context
    )
