from flask import Blueprint

bp = Blueprint("merchant", __name__)
