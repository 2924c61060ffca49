"""The tasks of a Celery program, as its authors wrote them."""
import os
import time

from celery import Celery

app = Celery('app', broker=os.environ['BROKER'], backend=os.environ['BACKEND'])
app.conf.task_default_queue = os.environ['QUEUE']
@app.task(name='add')
def add(a, b): return a + b
@app.task(name='fail')
def fail(features): raise ValueError('expected 8 features, got %d' % len(features))
@app.task(name='flaky', bind=True)
def flaky(self, x):
    if self.request.retries < 1: raise self.retry(exc=RuntimeError('try again'), countdown=0.3)
    return x
@app.task(name='slow')
def slow(seconds):
    time.sleep(seconds)
    return seconds
@app.task(name='progress', bind=True)
def progress(self, n):
    for i in range(n): self.update_state(state='PROGRESS', meta={'current': i+1, 'total': n})
    return n
@app.task(name='late', acks_late=True)
def late(x): return x
@app.task(name='predict')
def predict(features, model=None): return {'model': model or 'pima', 'score': 0.73, 'label': 1, 'n': len(features)}
@app.task(name='tsum')
def tsum(values): return sum(values)
@app.task(name='started', track_started=True)
def started(): return 'ok'
@app.task(name='limited', rate_limit='10/s')
def limited(x): return x
