"""Pages about people: who may sign in, as what, where; new passwords; who may not any more."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.db import reading, transaction
from app.identity import directory, pin_tries, pins, services
from app.identity.access import actor, needs
from app.identity.blueprint import bp
from app.identity.forms import ANY_SITE, NewPasswordForm, NewPinForm, PersonForm, RoleForm
from app.identity.permissions import Permission
from app.identity.pins import shortest_pin
from app.identity.sign_in import IDLE_LIMIT
from app.identity.views.saving import Work, offer_sites, refusal, site_id_of

PERSON = "/people/<int(max=2147483647):person_id>"


def _person(person_id: int) -> directory.PersonRow:
    with reading() as session:
        return directory.person(session, person_id, actor(), seen_after=clock.now() - IDLE_LIMIT)


def _role_form(person: directory.PersonRow) -> RoleForm:
    form = RoleForm(prefix="", data={"role": person.role, "site": person.site or ANY_SITE})
    offer_sites(form, actor())
    return form


def _locked(person_id: int) -> int:
    with reading() as session:
        return len(pin_tries.locked_places(session, person_id))


def _page(person: directory.PersonRow, status: int | None = None, **forms: Any) -> Any:
    fresh = {"password_form": NewPasswordForm(), "pin_form": NewPinForm()}
    facts = {
        "oneself": actor().key == f"person:{person.id}",
        "locked": _locked(person.id),
        "shortest": shortest_pin(person.role),
    }
    forms = {"role_form": _role_form(person), **fresh, **forms, **facts}
    page = render_template("identity/person.html", them=person, **forms)
    return page, status or 200


def _back_to(person_id: int, news: str) -> ResponseReturnValue:
    flash(news, "ok")
    return redirect(url_for("identity.person", person_id=person_id))


@bp.get("/people")
@needs(Permission.MANAGE_PEOPLE)
def people() -> ResponseReturnValue:
    """Everybody who may or might sign in."""
    with reading() as session:
        rows = directory.people(session, actor(), seen_after=clock.now() - IDLE_LIMIT)
    return render_template("identity/people.html", people=rows)


@bp.get("/people/new")
@needs(Permission.MANAGE_PEOPLE)
def new_person() -> ResponseReturnValue:
    """The form for somebody new."""
    form = PersonForm()
    offer_sites(form, actor())
    return render_template("identity/person_new.html", form=form)


def _adding(form: PersonForm) -> Work:
    hashed, at, by = services.hash_password(form.password.data), clock.now(), actor()

    def work(session: Session) -> None:
        services.create_person(
            session,
            form.name.data,
            role=form.role.data,
            password_hash=hashed,
            at=at,
            by=by,
            site_id=site_id_of(session, form.site.data, by),
        )

    return work


@bp.post("/people/new")
@needs(Permission.MANAGE_PEOPLE)
def add_person() -> ResponseReturnValue:
    """Let somebody new sign in."""
    form = PersonForm()
    offer_sites(form, actor())
    status = refusal(form, lambda: _adding(form))
    if status:
        return render_template("identity/person_new.html", form=form), status
    flash(f"{form.name.data} can sign in now.", "ok")
    return redirect(url_for("identity.people"))


@bp.get(PERSON)
@needs(Permission.MANAGE_PEOPLE)
def person(person_id: int) -> ResponseReturnValue:
    """One person: role, password, in or out."""
    return _page(_person(person_id))


def _changing(person_id: int, form: RoleForm) -> Work:
    at, by = clock.now(), actor()
    return lambda session: services.change_role(
        session,
        person_id,
        form.role.data,
        site_id=site_id_of(session, form.site.data, by),
        at=at,
        by=by,
    )


@bp.post(f"{PERSON}/role")
@needs(Permission.MANAGE_PEOPLE)
def change_role(person_id: int) -> ResponseReturnValue:
    """Another role or site; holds at once."""
    them = _person(person_id)
    form = _role_form(them)
    status = refusal(form, lambda: _changing(person_id, form))
    if status:
        return _page(them, status, role_form=form)
    return _back_to(person_id, f"{them.name} has the new role. Open sessions were ended.")


def _setting(person_id: int, form: NewPasswordForm) -> Work:
    hashed, at, by = services.hash_password(form.password.data), clock.now(), actor()
    return lambda session: services.set_password(session, person_id, hashed, at=at, by=by)


@bp.post(f"{PERSON}/password")
@needs(Permission.MANAGE_PEOPLE)
def set_password(person_id: int) -> ResponseReturnValue:
    """A new password for somebody who forgot theirs."""
    them = _person(person_id)
    form = NewPasswordForm()
    status = refusal(form, lambda: _setting(person_id, form))
    if status:
        return _page(them, status, password_form=form)
    return _back_to(person_id, f"{them.name} has a new password. Open sessions were ended.")


def _giving_pin(them: directory.PersonRow, form: NewPinForm) -> Work:
    at, by = clock.now(), actor()
    pepper = current_app.extensions["lotwise"].settings.pin_pepper
    kept = pins.keep_pin(form.pin.data, them.role, pepper)
    return lambda session: pins.set_pin(session, them.id, kept, at=at, by=by)


@bp.post(f"{PERSON}/pin")
@needs(Permission.MANAGE_PEOPLE)
def set_pin(person_id: int) -> ResponseReturnValue:
    """A PIN for somebody who stands at a till."""
    them = _person(person_id)
    form = NewPinForm()
    status = refusal(form, lambda: _giving_pin(them, form))
    if status:
        return _page(them, status, pin_form=form)
    return _back_to(person_id, f"{them.name} has a new PIN. Every till knows it in a few seconds.")


@bp.post(f"{PERSON}/pin/remove")
@needs(Permission.MANAGE_PEOPLE)
def remove_pin(person_id: int) -> ResponseReturnValue:
    """No PIN any more: only the password opens a till for them."""
    at, by = clock.now(), actor()
    transaction(lambda session: pins.remove_pin(session, person_id, at=at, by=by))
    return _back_to(person_id, "The PIN is removed. The password still opens a till.")


@bp.post(f"{PERSON}/pin/unlock")
@needs(Permission.MANAGE_PEOPLE)
def unlock_pin(person_id: int) -> ResponseReturnValue:
    """Let the PIN count again where five wrong ones locked it."""
    at, by = clock.now(), actor()
    count = transaction(lambda session: pin_tries.unlock(session, person_id, at=at, by=by))
    return _back_to(person_id, "The PIN works again." if count else "It was locked nowhere.")


@bp.post(f"{PERSON}/active")
@needs(Permission.MANAGE_PEOPLE)
def set_active(person_id: int) -> ResponseReturnValue:
    """Keep somebody out, or let them in again."""
    at, by = clock.now(), actor()
    wanted = request.form.get("active") == "yes"
    transaction(lambda session: services.set_active(session, person_id, wanted, at=at, by=by))
    news = "Can sign in again." if wanted else "Signed out everywhere and kept out."
    return _back_to(person_id, news)
