from flask import Blueprint

bp = Blueprint("says", __name__)
