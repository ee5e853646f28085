-- The words kept to search by must be those of the texts that stand: none missing, none of a text that was corrected or sealed.
(
    select * from store.request_word
    except
    select * from derived.request_words('store.request_text')
)
union all
(
    select * from derived.request_words('store.request_text')
    except
    select * from store.request_word
)
