"""A program whose queue is one of priorities, or a quorum queue: 'queues.py KIND NUMBER'."""
import os
import sys

from celery import Celery
from kombu import Exchange, Queue

name = os.environ['QUEUE']
arguments = {'priority': {'x-max-priority': 10}, 'quorum': {'x-queue-type': 'quorum'}}[sys.argv[1]]
app = Celery('queues', broker=os.environ['BROKER'], backend='rpc://')
app.conf.task_default_queue = name
app.conf.task_queues = [Queue(name, Exchange(name), routing_key=name, queue_arguments=arguments)]
results = [app.send_task('echo', args=[n]) for n in range(int(sys.argv[2]))]
print('sent', flush=True)
print(sum(result.get(timeout=90) for result in results))
