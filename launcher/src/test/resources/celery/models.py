"""Models as their authors wrote them: tasks of a Celery worker."""
import os
import time

from celery import Celery

app = Celery('models', broker=os.environ['BROKER'], backend='rpc://')
app.conf.task_default_queue = os.environ['QUEUE']
@app.task(name='score')
def score(rows): return [[sum(row)] for row in rows]
@app.task(name='mix')
def mix(*, names, weights): return {'best': [names[weights.index(max(weights))]], 'most': [max(weights)]}
@app.task(name='fail')
def fail(rows): raise ValueError('expected 8 features, got %d' % len(rows[0]))
@app.task(name='odd')
def odd(rows): return [[1, 2]]
@app.task(name='slow')
def slow(rows):
    time.sleep(rows[0][0])
    return [[1.5]]
@app.task(name='die')
def die(rows): os.kill(os.getpid(), 9)
