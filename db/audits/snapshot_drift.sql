-- Every snapshot row must be what the whole ledger says: one act folds its request, this projects them all.
(
    select * from store.snapshot
    except
    select * from derived.projection('store.request', 'store.event', 'store.event', date '0001-01-01', date '9999-12-31')
)
union all
(
    select * from derived.projection('store.request', 'store.event', 'store.event', date '0001-01-01', date '9999-12-31')
    except
    select * from store.snapshot
)
