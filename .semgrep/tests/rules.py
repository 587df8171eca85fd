import hashlib
import os
import pickle
import random
import secrets
import smtplib
import subprocess
import urllib.request

import flask
import jinja2
import markupsafe
import requests
import sqlalchemy
import yaml
from flask import redirect, request
from flask import url_for
from sqlalchemy import text, select


def sql(connection, name):
    # ruleid: raw-sql
    connection.execute(text("SELECT 1"))
    # ruleid: raw-sql
    connection.execute(f"SELECT * FROM account WHERE name = '{name}'")
    # ruleid: raw-sql
    connection.execute("SELECT * FROM account WHERE name = '%s'" % name)
    # ruleid: raw-sql
    connection.execute("SELECT * FROM account WHERE name = '" + name)
    # ruleid: raw-sql
    connection.exec_driver_sql("SELECT 1")
    # ok: raw-sql
    connection.execute(select(Account).where(Account.name == name))


def markup(words):
    # ruleid: unescaped-markup
    markupsafe.Markup(words)
    # ok: unescaped-markup
    markupsafe.escape(words)
    # ruleid: template-from-a-string
    flask.render_template_string(words)
    # ruleid: template-from-a-string
    jinja2.Template(words)
    # ok: template-from-a-string
    flask.render_template("page.html", words=words)


def programs(words):
    # ruleid: shell
    subprocess.run(words, shell=True)
    # ruleid: shell
    os.system(words)
    # ok: shell
    subprocess.run(["ls", words], check=True)
    # ruleid: unpickling
    pickle.loads(words)
    # ruleid: unpickling
    yaml.load(words)
    # ruleid: unpickling
    eval(words)
    # ok: unpickling
    yaml.safe_load(words)


def chance():
    # ruleid: guessable-secret
    random.choice("abc")
    # ruleid: guessable-secret
    random.Random(1)
    # ok: guessable-secret
    secrets.choice("abc")


# ruleid: operation-without-require
def remove_paper(actor, paper):
    paper.removed = True


# ruleid: operation-without-require
def move_item(actor, item):
    """Ask too late."""
    item.place = 1
    require(may_edit(actor, item))


# ok: operation-without-require
def keep_place(actor, version):
    """Ask first."""
    require(may_read(actor, version))
    version.page = 1


# ok: operation-without-require
def close_ballot(actor, ballot):
    require(may_run(actor, ballot))
    ballot.close()


# ok: operation-without-require
def _tell(actor):
    actor.tell()


def others(address, context):
    # ruleid: unchecked-certificate
    requests.get(address, verify=False, timeout=5)
    # ruleid: unchecked-certificate
    context.check_hostname = False
    # ruleid: endless-request
    requests.get(address)
    # ruleid: endless-request
    urllib.request.urlopen(address)
    # ruleid: endless-request
    smtplib.SMTP("localhost")
    # ok: endless-request
    requests.get(address, timeout=5)
    # ok: endless-request
    smtplib.SMTP("localhost", timeout=5)


def going_on(form):
    # ruleid: open-redirect
    redirect(request.args["next"])
    where = request.form.get("next", "/")
    # ruleid: open-redirect
    redirect(where, 303)
    # ok: open-redirect
    redirect(inside(request.args.get("next")), 303)
    # ok: open-redirect
    redirect(url_for(".show", thing=request.form["thing"]), 303)


def hashes(words):
    # ruleid: broken-hash
    hashlib.md5(words)
    # ruleid: broken-hash
    hashlib.new("sha1", words)
    # ok: broken-hash
    hashlib.sha256(words)
