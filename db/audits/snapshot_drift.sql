-- Every snapshot row must be what the whole ledger says: one act folds its request, this projects them all.
with

projected as materialized (
    select * from derived.projection('store.request', 'store.event', 'store.event', date '0001-01-01', date '9999-12-31')
)

(
    select * from store.snapshot
    except
    select * from projected
)
union all
(
    select * from projected
    except
    select * from store.snapshot
)
