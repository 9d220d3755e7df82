"""Tasks of a real Celery, for Flower of Python and ours to ask about."""

import os

from celery import Celery

app = Celery("tasks", broker=os.environ["BROKER_URL"], backend=os.environ["RESULT_BACKEND"])
app.conf.update(worker_redirect_stdouts=False, worker_pool_restarts=False)


@app.task(name="tasks.add")
def add(x, y):
    return x + y


@app.task(name="tasks.fail")
def fail(message):
    raise ValueError(message)
