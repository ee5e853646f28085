-- What one request's money stands at, and whether it was said that fees apply: what the refusals and the page of a request ask.

-- Whether what is charged is called by a kind that may not be charged, as search or review; research is none of these.
create or replace macro derived.names_fee_kind(x, kind, its_label) as
    regexp_matches(lower(x), '(^|[^a-z])(' || kind || '|' || lower(its_label) || ')');

create or replace macro derived.names_unlawful_fee(x) as
    exists (select 1 from store.fee_kind where not is_lawful and derived.names_fee_kind(x, fee_kind, label));

-- One row per name among some of what is charged, and kind it is called by that may not be charged: a sentence.
create or replace macro derived.against_fee_names(names) as table
select '“' || name || '” names what may not be charged. ' || sentence || ' (' || citation || ')' as sentence
from (select unnest(names::varchar[]) as name)
join store.fee_kind on not is_lawful and derived.names_fee_kind(name, fee_kind, label);

-- One row per entry of a request that stands, but the one that is about to be corrected. is_this_round: since it was last reopened.
create or replace macro derived.standing_of(of_request, without, day) as table
select
    *,
    coalesce(in_place_of, event_id) as place_id,
    coalesce(sum((kind = 'reopened')::integer) over (
        order by on_date, coalesce(in_place_of, event_id) rows between 1 following and unbounded following
    ), 0) = 0 as is_this_round
from store.event
where request_id = of_request
    and on_date <= day
    and kind <> 'corrected'
    and event_id is distinct from without
    and event_id not in (select supersedes from store.event where request_id = of_request and supersedes is not null);

-- One row: sums in dollars. balance: what is owed, below nothing a credit. kept: what was paid and not given back. estimated: the
-- newest estimate of this round, which replaces those before; estimated_lawful: that without lines that may not be charged.
-- deposits: asked for in this round. A charge takes up what was asked beforehand: ahead is what the deposits ask for beyond the
-- charges that came after them. deposit_unpaid: what of it is not paid. unpaid: all that was asked for, charged or beforehand, and
-- is still to be paid. payable: that, or where nothing was charged since the estimate, up to the estimate.
create or replace macro derived.money_of(of_request, without) as table
with

entry as materialized (
    select
        *,
        sum(case when is_this_round and kind = 'deposit_asked' then amount when is_this_round and kind = 'fee_charged' then -amount else 0 end)
            over (order by on_date, place_id rows unbounded preceding) as asked
    from derived.standing_of(of_request, without, date '9999-12-31')
),

summed as (
    select
        coalesce(sum(if(kind = 'fee_charged', amount, null)), 0)::decimal(12, 2)  as charged,
        coalesce(sum(if(kind = 'fee_waived', amount, null)), 0)::decimal(12, 2)   as waived,
        coalesce(sum(if(kind = 'fee_paid', amount, null)), 0)::decimal(12, 2)     as paid,
        coalesce(sum(if(kind = 'fee_refunded', amount, null)), 0)::decimal(12, 2) as refunded,
        coalesce(sum(if(kind = 'deposit_asked' and is_this_round, amount, null)), 0)::decimal(12, 2) as deposits,
        arg_max(asked, (on_date, place_id)) - least(min(asked), 0)                                   as ahead,
        arg_max(if(kind in ('fee_estimated', 'fee_charged') and is_this_round, kind, null), (on_date, place_id)) as priced_by,
        arg_max(if(kind = 'fee_estimated' and is_this_round, event_id, null), (on_date, place_id))   as estimate_id
    from entry
),

unlawful_line as (
    select sum(fee_line.amount) as unlawful
    from store.fee_line as fee_line
    join store.fee_kind as fee_kind using (fee_kind)
    where fee_line.request_id = of_request
        and event_id = (select estimate_id from summed)
        and not is_lawful
),

joined as (
    select summed.*, coalesce(entry.amount, 0)::decimal(12, 2) as estimated
    from summed
    left join entry on entry.event_id = summed.estimate_id
),

stands as (
    select
        joined.* exclude (estimate_id, ahead),
        coalesce(ahead, 0)                                   as ahead,
        (charged - waived - paid + refunded)::decimal(12, 2) as balance,
        (paid - refunded)::decimal(12, 2)                    as kept
    from joined
)

select
    stands.* exclude (ahead, priced_by),
    (estimated - coalesce(unlawful, 0))::decimal(12, 2)      as estimated_lawful,
    least(greatest(balance + ahead, 0), ahead)::decimal(12, 2) as deposit_unpaid,
    greatest(balance + ahead, 0)::decimal(12, 2)             as unpaid,
    greatest(balance + greatest(ahead, if(priced_by = 'fee_estimated', estimated, 0)), 0)::decimal(12, 2) as payable
from stands
cross join unlawful_line;

-- One row per entry by a day that says, for the round of that day, whether fees apply.
create or replace macro derived.fee_answers(of_request, without, day) as table
select kind, on_date
from derived.standing_of(of_request, without, day::date)
where is_this_round
    and (kind in ('fee_estimated', 'fee_charged', 'fee_waived', 'no_fee_decided') or no_fee);

-- No row, or one: why it cannot be said that no fee applies.
create or replace macro derived.against_no_fee(of_request, without) as table
select 'A fee of $' || balance || ' is charged and unpaid: waive it or record the payment first, or leave “No fee” away.' as sentence
from derived.money_of(of_request, without)
where balance > 0;
