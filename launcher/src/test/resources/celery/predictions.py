"""Asks models as a page of the seeds' kind does, one line of output for each question."""
import sys

from app import app

ROW = [3.391, 61.68, 22.05, 1464.0, 3.861, 79.01, 72.40, 1251.4]


def show(name, ask):
    try:
        text = repr(ask())
    except Exception as e:
        text = '%s: %s' % (type(e).__name__, e)
    print(name, '->', text[:300], flush=True)


def call(name, *args, **kwargs):
    return app.send_task(name, args=args, kwargs=kwargs).get(timeout=60)


show('row', lambda: call('predict', ROW))
show('rows', lambda: len(call('predict', [ROW, ROW], model='machine-health')['outputs']['probabilities']))
show('version', lambda: call('predict', ROW, model='machine-health@v1')['version'])
show('prefix', lambda: call('machine-health.predict', ROW)['model'])
show('array', lambda: call('predict', {'data': ROW, 'shape': [1, 8], 'dtype': 'float32'})['model'])
show('mapped', lambda: call('score', ROW)['model'])
show('msgpack', lambda: app.send_task('predict', args=[ROW], serializer='msgpack').get(timeout=60)['model'])
show('yaml', lambda: app.send_task('predict', args=[ROW], serializer='yaml').get(timeout=60)['model'])
show('pickle', lambda: app.send_task('predict', args=[ROW], serializer='pickle').get(timeout=60))
show('no model', lambda: call('predict', ROW, 'nope'))
show('no version', lambda: call('predict', ROW, model='machine-health@v9'))
show('shape', lambda: call('predict', [1, 2]))
show('file', lambda: call('predict', 'data.csv'))
show('element', lambda: call('predict', ['a'] * 8))
show('later', lambda: app.send_task('predict', args=[ROW], countdown=0.5).get(timeout=60)['model'])


def page():
    predictions = app.send_task('workerA.get_predictions').get(timeout=60)
    accuracy = app.send_task('workerA.get_accuracy').get(timeout=60)
    return len(predictions['y']), len(predictions['predicted']), round(accuracy, 1)


show('page', page)
