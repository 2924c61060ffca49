"""Every way in which the program uses Celery, one line of output for each."""
import datetime
import os
import time

from app import add, app, tsum
from celery import chain, group, chord
F = [6,148,72,35,0,33.6,0.627,50]
redis = 'redis' in os.environ.get('BACKEND','')
def show(name, f):
    try: r = repr(f())
    except BaseException as e: r = 'raises %s.%s: %s' % (type(e).__module__, type(e).__name__, e)
    print(name, '->', r, flush=True)
T = 60
show('send_task', lambda: app.send_task('predict', args=[F]).get(timeout=T))
show('kwargs', lambda: app.send_task('predict', kwargs={'features':F,'model':'pima@v3'}).get(timeout=T))
show('delay', lambda: add.delay(2,3).get(timeout=T))
show('zlib', lambda: app.send_task('predict', args=[F], compression='zlib').get(timeout=T))
show('bzip2', lambda: app.send_task('predict', args=[F], compression='bzip2').get(timeout=T))
show('nan', lambda: app.send_task('add', args=[float('inf'), 1]).get(timeout=T))
show('big', lambda: app.send_task('add', args=[12345678901234567890, 1]).get(timeout=T))
show('strings', lambda: app.send_task('add', args=['a','b']).get(timeout=T))
show('failure', lambda: app.send_task('fail', args=[[1,2,3]]).get(timeout=T))
show('bad_signature', lambda: app.send_task('add', args=[1]).get(timeout=T))
show('unexpected', lambda: app.send_task('add', args=[1,2], kwargs={'c':3}).get(timeout=T))
show('too_many', lambda: app.send_task('add', args=[1,2,3]).get(timeout=T))
show('unknown_task', lambda: app.send_task('no.such.task', args=[1]).get(timeout=T))
show('retry', lambda: app.send_task('flaky', args=[7]).get(timeout=T))
show('eta', lambda: app.send_task('add', args=[1,2], eta=datetime.datetime.now(datetime.timezone.utc)+datetime.timedelta(seconds=0.5)).get(timeout=T))
show('countdown', lambda: app.send_task('add', args=[1,2], countdown=0.5).get(timeout=T))
show('options', lambda: app.send_task('predict', args=[F], countdown=0.3, expires=60, time_limit=30, soft_time_limit=20, priority=5, shadow='predict:pima', headers={'x-tenant':'a'}).get(timeout=T))
def expired():
    r = app.send_task('add', args=[1,2], countdown=3, expires=1)
    return r.get(timeout=T)
show('expired', expired)
def custom():
    r = app.send_task('progress', args=[3]); return r.get(timeout=T), r.state
show('progress', custom)
show('started', lambda: app.send_task('started').get(timeout=T))
show('late', lambda: app.send_task('late', args=[1]).get(timeout=T))
show('limited', lambda: [r.get(timeout=T) for r in [app.send_task('limited', args=[i]) for i in range(3)]])
show('ignore_result', lambda: app.send_task('add', args=[1,2], ignore_result=True) and 1)
show('chain', lambda: chain(add.s(1,2), add.s(4), add.s(8)).apply_async().get(timeout=T))
show('chain_immutable', lambda: chain(add.s(1,2), add.si(40,2)).apply_async().get(timeout=T))
show('chain_failure', lambda: chain(app.signature('fail', args=([1],)), add.s(4), add.s(8)).apply_async().get(timeout=T))
def walk():
    r = chain(add.s(1,2), add.s(4)).apply_async(); v = r.get(timeout=T); return v, r.parent.get(timeout=T)
show('chain_parent', walk)
show('link', lambda: app.send_task('add', args=[1,2], link=add.s(10)).get(timeout=T))
def children(r):
    v = r.get(timeout=T); return v, len(r.children or [])
show('link_children', lambda: children(app.send_task('add', args=[1,2], link=[add.s(10), add.s(20)])))
show('link_error', lambda: app.send_task('fail', args=[[1]], link_error=app.signature('elsewhere.on_err')).get(timeout=T))
show('group', lambda: group(add.s(1,1), add.s(2,2), add.s(3,3)).apply_async().get(timeout=T))
show('group_of_chains', lambda: group(chain(add.s(1,1), add.s(5)), chain(add.s(2,2), add.s(5))).apply_async().get(timeout=T))
show('chunks', lambda: add.chunks([(1,1),(2,2),(3,3)],2).apply_async().get(timeout=T))
show('map', lambda: tsum.map([[1,2],[3,4]]).apply_async().get(timeout=T))
if redis:
    show('chord', lambda: chord([add.s(1,1), add.s(2,2)], tsum.s()).apply_async().get(timeout=T))
    show('chord_chain', lambda: (group(add.s(1,1), add.s(2,2)) | tsum.s() | add.s(100)).apply_async().get(timeout=T))
    show('chord_failure', lambda: chord([add.s(1,1), app.signature('fail', args=([1],))], tsum.s()).apply_async().get(timeout=T) and 0)
def revoke():
    r = app.send_task('add', args=[1,2], countdown=2.0); time.sleep(0.3); r.revoke(); return r.get(timeout=T)
show('revoke', revoke)
def terminate():
    r = app.send_task('slow', args=[20]); time.sleep(1); r.revoke(terminate=True); return r.get(timeout=T)
show('terminate', terminate)
def state(r):
    try: r.get(timeout=T); return 'no'
    except BaseException as e: return type(e).__name__, str(e)
show('soft_limit', lambda: state(app.send_task('slow', args=[10], soft_time_limit=1)))
show('hard_limit', lambda: state(app.send_task('slow', args=[10], time_limit=1)))
show('json_types', lambda: app.send_task('predict', args=[[datetime.datetime(2024,5,6,7,8,9,tzinfo=datetime.timezone.utc), None, True, 1e-7]]).get(timeout=T))
app.conf.task_protocol = 1
show('protocol1', lambda: app.send_task('predict', args=[F], kwargs={'model':'m'}, expires=60).get(timeout=T))
