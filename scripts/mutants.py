"""Mutants of the rules of money: one small mistake planted in a rule, and the tests of that rule must notice.

    python scripts/mutants.py [--mutants N] [--seed N] [rule ...]

Which mistakes are planted is drawn by a seed. Every mutant is a fork of this process that imports the changed rule and
runs its tests up to the first failure; one that fails nothing survives, and is told with its place.
"""

from __future__ import annotations

import argparse
import ast
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_loader
from pathlib import Path
from random import Random
from types import CodeType

import hypothesis  # noqa: F401  (what every fork needs is there before it forks)
import pytest
import sqlalchemy.orm  # noqa: F401

ROOT = Path(__file__).resolve().parents[1]
RULES = ROOT / "src" / "paydesk" / "rules"
LONGEST = 120
"""Seconds after which a mutant that does not end is taken for noticed."""

_ERA = ("rules/test_remittance_proof.py", "gateways/test_era835.py", "gateways/test_era835_judged.py")
TESTS: dict[str, tuple[str, ...]] = {
    "ledger": ("rules/test_ledger_grammar.py",),
    "allocation": ("rules/test_allocation.py",),
    "answer_shares": ("rules/test_answer_shares.py",),
    "adjudication": ("rules/test_adjudication.py",),
    "insurer_answer": ("rules/test_insurer_answer.py",),
    "claim_match": ("rules/test_claim_match.py",),
    "remittance_balance": ("rules/test_remittance_balance.py", *_ERA),
    "remittance_proof": _ERA,
    "claims": ("rules/test_claims.py",),
}
"""The rules that are mutated, and their own tests: what only the test of a whole desk would notice survives."""

_NOTHING = "a line of nothing was refused before"
ALIKE: dict[tuple[str, str], str] = {
    (
        "ledger._sign_objection",
        "if kind.sign is Sign.RAISES and any((line.amount < 0 for line in lines)) → "
        "if kind.sign is Sign.RAISES and any((line.amount <= 0 for line in lines))",
    ): _NOTHING,
    (
        "ledger._sign_objection",
        "if kind.sign is Sign.RAISES and any((line.amount < 0 for line in lines)) → "
        "if kind.sign is Sign.RAISES and any((line.amount < 1 for line in lines))",
    ): _NOTHING,
    (
        "ledger._sign_objection",
        "if kind.sign is Sign.LOWERS and any((line.amount > 0 for line in lines)) → "
        "if kind.sign is Sign.LOWERS and any((line.amount >= 0 for line in lines))",
    ): _NOTHING,
    (
        "ledger._sign_objection",
        "sums[key] = sums.get(key, 0) + line.amount → sums[key] = sums.get(key, 0) - line.amount",
    ): "it is only asked whether the sums are nothing",
    (
        "allocation._in_order",
        "free = [line for line in lines if line.owes > 0 and (not line.barred) and (line.charge not in chosen)] → "
        "free = [line for line in lines if line.owes >= 0 and (not line.barred) and (line.charge not in chosen)]",
    ): "a line that owes nothing is paid nothing and left out",
    (
        "adjudication._oddity",
        "if any((share.contractual < 0 or share.waiting < 0 or min(share.patients.values(), default=0) < 0 for share "
        "in found)) → if any((share.contractual < 0 or share.waiting < 0 or min(share.patients.values(), default=1) "
        "< 0 for share in found))",
    ): "neither is below zero",
    ("adjudication._oddity", "return '' → return None"): "it is only asked whether there is a sentence",
    ("adjudication._wrong", "return '' → return None"): "it is only asked whether there is a sentence",
    (
        "claim_match.match",
        "if one.by == BY_CUT_NUMBER and (not agreed >= {'charge', 'day'}) → "
        "if one.by == BY_CUT_NUMBER and (not agreed > {'charge', 'day'})",
    ): "the name or the member is the same by then",
    (
        "claims.squeezed",
        "return capitals if capitals.isascii() and capitals.isalnum() else _NOT_COMPARED.sub('', capitals) → "
        "return capitals if False else _NOT_COMPARED.sub('', capitals)",
    ): "the short way says the same",
}
"""Mutants that change nothing anybody could see: (rule and function, what was planted) and why."""

_SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Add: ast.Sub, ast.Sub: ast.Add,
    ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
_TWINS = {"min": "max", "max": "min", "any": "all", "all": "any"}
Change = Callable[[], None]


@dataclass(frozen=True)
class Mutant:
    """One mistake: the rule, its line and function, what stood there and what was planted; ``code`` is all of it."""

    rule: str
    line: int
    function: str
    planted: str
    code: CodeType

    @property
    def alike(self) -> str:
        """Why nobody could see it, or nothing."""
        return ALIKE.get((f"{self.rule}.{self.function}", self.planted), "")


def places(rule: str) -> int:
    """How many mistakes can be planted in a rule."""
    return len(_changed(_tree(rule)))


def mutant(rule: str, number: int) -> Mutant:
    """The rule with one of them, counted in the order of its text."""
    tree = _tree(rule)
    statement, function, change = _changed(tree)[number]
    before = _first_lines(statement)
    change()
    ast.fix_missing_locations(tree)
    planted = f"{before} → {_first_lines(statement)}"
    return Mutant(rule, statement.lineno, function, planted, compile(tree, str(RULES / f"{rule}.py"), "exec"))


def _tree(rule: str) -> ast.Module:
    return ast.parse((RULES / f"{rule}.py").read_text("utf-8"))


def _changed(tree: ast.Module) -> list[tuple[ast.stmt, str, Change]]:
    return [(statement, function, change) for statement, function, node in _nodes(tree) for change in _changes(node)]


def _first_lines(statement: ast.stmt) -> str:
    """A statement without the block under it."""
    text = ast.unparse(statement)
    return text.partition(":\n")[0].replace("\n", " ") if hasattr(statement, "body") else " ".join(text.split())


def _nodes(tree: ast.Module) -> Iterator[tuple[ast.stmt, str, ast.AST]]:
    """Everything that is done, with its statement and function; not what is only said of types and classes."""

    def walk(node: ast.AST, statement: ast.stmt, function: str) -> Iterator[tuple[ast.stmt, str, ast.AST]]:
        statement = node if isinstance(node, ast.stmt) else statement
        function = node.name if isinstance(node, ast.FunctionDef) else function
        yield statement, function, node
        for name, value in ast.iter_fields(node):
            if name not in ("annotation", "returns", "decorator_list", "bases"):
                for child in value if isinstance(value, list) else [value]:
                    if isinstance(child, ast.AST):
                        yield from walk(child, statement, function)

    for one in tree.body:
        yield from walk(one, one, "")


def _changes(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.Compare(ops=ops):
            yield from (_set(ops, at, _SWAPPED[type(op)]()) for at, op in enumerate(ops) if type(op) in _SWAPPED)
        case ast.BinOp(op=op) | ast.BoolOp(op=op) | ast.AugAssign(op=op) if type(op) in _SWAPPED:
            yield lambda: setattr(node, "op", _SWAPPED[type(op)]())
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield lambda: setattr(node, "operand", ast.UnaryOp(ast.Not(), operand))
        case ast.UnaryOp(op=ast.USub()):
            yield lambda: setattr(node, "op", ast.UAdd())
        case ast.Constant(value=bool() as value):
            yield lambda: setattr(node, "value", not value)
        case ast.Constant(value=int() as value):
            yield lambda: setattr(node, "value", value + 1)
        case ast.Call(func=ast.Name(id=name) as called) if name in _TWINS:
            yield lambda: setattr(called, "id", _TWINS[name])
        case ast.If() | ast.IfExp():
            yield lambda: setattr(node, "test", ast.Constant(False))
            yield lambda: setattr(node, "test", ast.Constant(True))
        case ast.comprehension(ifs=ifs):
            yield from (_set(ifs, at, ast.Constant(True)) for at in range(len(ifs)))
        case ast.Return(value=ast.expr() as value) if not (isinstance(value, ast.Constant) and value.value is None):
            yield lambda: setattr(node, "value", ast.Constant(None))


def _set(into: list[ast.expr] | list[ast.cmpop], at: int, value: ast.AST) -> Change:
    return lambda: into.__setitem__(at, value)


class _Planted(MetaPathFinder, Loader):
    """Imports the changed rule in place of the one on disk."""

    def __init__(self, mutant: Mutant) -> None:
        self._name, self._mutant = f"paydesk.rules.{mutant.rule}", mutant

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        loader = SourceFileLoader(name, str(RULES / f"{self._mutant.rule}.py"))
        loader.get_code = lambda _: self._mutant.code  # type: ignore[method-assign,assignment]
        return spec_from_loader(name, loader) if name == self._name else None


def noticed(tests: Sequence[str], mutant: Mutant | None = None) -> bool:
    """Whether the tests fail in a fork of this process, with the mutant's rule or, without one, as all is."""
    child = os.fork()
    if child == 0:
        signal.alarm(LONGEST)
        try:
            status = _run(tests, mutant)
        except BaseException:  # whatever it is, the fork ends here
            status = 1
        os._exit(status)
    status = os.waitpid(child, 0)[1]
    return status != 0


def _run(tests: Sequence[str], mutant: Mutant | None) -> int:
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "src")]
    if mutant is not None:
        sys.meta_path.insert(0, _Planted(mutant))
    quick = ("-x", "-q", "-p", "no:cacheprovider", "-p", "no:pytest-qt", "-p", "no:xdist")
    return pytest.main(["-c", os.devnull, f"--rootdir={ROOT}", *quick, *(str(ROOT / "tests" / one) for one in tests)])


def hunt(rules: Sequence[str], *, many: int, seed: int) -> int:
    """Let ``many`` mutants of the rules loose (0: all there are); prints each that survives, returns how many did."""
    _refuse_failing(rules)
    everyone = [(rule, number) for rule in rules for number in range(places(rule))]
    drawn = sorted(Random(seed).sample(everyone, many)) if 0 < many < len(everyone) else everyone
    began, alike, survived = time.monotonic(), 0, 0
    for rule, number in drawn:
        one = mutant(rule, number)
        if one.alike:
            alike += 1
        elif not noticed(TESTS[one.rule], one):
            survived += 1
            print(f"  SURVIVED {one.rule}.py, line {one.line}: {one.planted}", flush=True)
    took = time.monotonic() - began
    _refuse_failing(rules)  # something else that broke meanwhile would look as if it were noticed
    killed = len(drawn) - alike - survived
    print(f"Mutants: {killed} of {len(drawn)} noticed in {took:.0f} s, {alike} alike, {survived} survived", flush=True)
    return survived


def _refuse_failing(rules: Sequence[str]) -> None:
    for rule in rules:
        if noticed(TESTS[rule]):
            raise SystemExit(f"The tests of {rule} fail as it is: {', '.join(TESTS[rule])}")


def main(arguments: list[str]) -> int:
    """1 when a mutant survived."""
    parser = argparse.ArgumentParser(prog="mutants.py")
    parser.add_argument("rules", nargs="*", metavar="rule", help=", ".join(TESTS))
    parser.add_argument("--mutants", type=int, default=150, help="how many are drawn; 0 for all there are")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    unknown = set(asked.rules) - set(TESTS)
    if unknown:
        parser.error(f"no such rule: {', '.join(sorted(unknown))}")
    return min(1, hunt(asked.rules or list(TESTS), many=asked.mutants, seed=asked.seed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
