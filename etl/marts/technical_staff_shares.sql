-- One row per share and document: published shares of municipalities without engineers, by kind and by class of population.
select * from tidy.technical_staff_shares
