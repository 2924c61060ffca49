"""A model as its authors wrote it: a task of a Celery worker."""
from celery import Celery

app = Celery('score', backend='rpc://')


@app.task(name='score.predict')
def predict(rows):
    return [[sum(row) / len(row)] for row in rows]
