"""A worker in Python with the model in memory, and a client that keeps some calls under way."""
import math
import os
import sys
import time

from celery import Celery

app = Celery('bench', broker=os.environ['BROKER'], backend='rpc://')
app.conf.task_default_queue = os.environ['QUEUE']

WEIGHTS = [[0.31, -0.12, 0.08, 0.0004, -0.22, 0.017, 0.05, 0.0009],
           [-0.31, 0.12, -0.08, -0.0004, 0.22, -0.017, -0.05, -0.0009]]
BIAS = [0.1, -0.1]


@app.task(name='machine-health.predict')
def predict(features):
    scores = [b + sum(w * x for w, x in zip(row, features)) for row, b in zip(WEIGHTS, BIAS)]
    top = max(scores)
    powers = [math.exp(s - top) for s in scores]
    return {'model': 'machine-health', 'version': 1, 'outputs': {'probabilities': [p / sum(powers) for p in powers]}}


def client(seconds, window):
    row = [3.391, 61.68, 22.05, 1464.0, 3.861, 79.01, 72.40, 1251.4]
    latencies = []
    under_way = []
    start = time.time()
    while time.time() - start < seconds:
        while len(under_way) < window:
            under_way.append((time.time(), app.send_task('machine-health.predict', args=[row])))
        sent, result = under_way.pop(0)
        result.get(timeout=30)
        latencies.append(time.time() - sent)
    took = time.time() - start
    latencies.sort()
    print('rate %f p50 %f p99 %f' % (
        len(latencies) / took,
        1000 * latencies[len(latencies) // 2],
        1000 * latencies[int(len(latencies) * 0.99)]), flush=True)


if __name__ == '__main__':
    client(float(sys.argv[1]), int(sys.argv[2]))
