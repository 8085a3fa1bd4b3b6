"""The floor: one Flask route that returns 30 KB, on the same server."""

from flask import Flask, Response

app = Flask(__name__)
PAGE = b"<!doctype html><title>bare</title><p>" + b"An angel says. " * 2_048


@app.get("/")
def bare() -> Response:
    return Response(PAGE, mimetype="text/html")
