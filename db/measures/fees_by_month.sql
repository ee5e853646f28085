-- One row per month in which money moved: sums of dollars by the day of the charge, payment, waiver or refund itself, and what was
-- asked as deposits. Days from the first day of the window to its last. Of every request of the desk and the track, voided ones
-- too: money that moved counts. A day that a source did not tell makes the month undated; corrected and struck entries do not count.
with

moved as (
    select
        if(standing.irregular is not distinct from 'undated', 'undated', strftime(standing.on_date, '%Y-%m')) as month,
        standing.kind,
        standing.amount,
        standing.request_id
    from derived.standing($as_of) as standing
    left join derived.as_of($as_of::date) as request using (request_id)
    where standing.amount is not null
        and standing.kind in ('fee_charged', 'fee_paid', 'fee_waived', 'fee_refunded', 'deposit_asked')
        and standing.on_date between $received_from::date and $received_until::date
        and ($desk_id is null or request.desk_id = $desk_id)
        and ($track is null or request.track = $track)
)

select
    month,
    count(distinct request_id)                                                               as n,
    coalesce(sum(if(kind = 'fee_charged', amount, null)), 0)::decimal(14, 2)                 as charged,
    coalesce(sum(if(kind = 'fee_waived', amount, null)), 0)::decimal(14, 2)                  as waived,
    coalesce(sum(if(kind = 'fee_paid', amount, null)), 0)::decimal(14, 2)                    as paid,
    coalesce(sum(if(kind = 'fee_refunded', amount, null)), 0)::decimal(14, 2)                as refunded,
    coalesce(sum(if(kind = 'deposit_asked', amount, null)), 0)::decimal(14, 2)               as deposits_asked
from moved
group by month
order by month
