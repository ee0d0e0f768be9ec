"""What import contracts cannot see: relations by name, settings read in passing, names that say nothing."""

import ast
from pathlib import Path

import pytest

import broadsheet

PACKAGE = Path(broadsheet.__file__).parent
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
NAMELESS = {
    "core",
    "common",
    "base",
    "utils",
    "util",
    "helpers",
    "services",
    "managers",
    "handlers",
    "processors",
    "misc",
}

# From the ground up; beside each other stand those that know nothing of one another.
LAYERS = [
    {"delivery"},
    {"stories"},
    {"wires", "archive", "search"},
    {"reading", "newsroom"},
    {"demo", "bench", "checks"},
]
HEIGHT = {label: height for height, layer in enumerate(LAYERS) for label in layer}


def name(path):
    return str(path.relative_to(PACKAGE))


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_says_in_its_first_line_what_it_is_for(path):
    text = ast.get_docstring(ast.parse(path.read_text("utf-8")))
    assert text, "no docstring"
    assert text.splitlines()[0].rstrip().endswith((".", ":", "?", "…"))


def test_no_module_has_a_name_that_says_nothing():
    assert [
        name(path) for path in MODULES if set(path.relative_to(PACKAGE).with_suffix("").parts) & NAMELESS
    ] == []


@pytest.mark.parametrize("path", [path for path in MODULES if path.name != "env.py"], ids=name)
def test_the_environment_is_read_in_one_place(path):
    tree = ast.parse(path.read_text("utf-8"))
    told = {
        id(node.func.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "setdefault"
        and isinstance(node.args[0], ast.Constant)
        and node.args[0].value == "DJANGO_SETTINGS_MODULE"
    }
    read = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"} and id(node) not in told
    ]
    assert read == []


def test_relations_point_downwards():
    from django.apps import apps

    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("broadsheet.")}
    assert ours <= set(HEIGHT), "an app without its layer: add it to LAYERS"
    upward = []
    for model in apps.get_models(include_auto_created=True):
        here = model._meta.app_label
        for field in model._meta.get_fields(include_hidden=True):
            if (
                field.auto_created
                or not field.is_relation
                or not field.related_model
                or field.related_model == "self"
            ):
                continue
            there = field.related_model._meta.app_label
            if there not in ours:
                continue
            if here not in ours or (here != there and HEIGHT[there] >= HEIGHT[here]):
                upward.append(f"{model.__name__}.{field.name} → {there}")
    assert upward == []
