-- One pass over the dossiers by hand: what a good analyst would write for DuckDB.
WITH seen AS (
  SELECT origin_id, procedure_code, status, channel, fee_total, payment_channel, promised_at, supplement_due_at,
    has_components, has_result_file, has_reused_component, uses_personal_store, uses_population_data, is_synchronised,
    received_at IS NULL AND NOT coalesce(filed_at > $until, false) AS lacks_reception,
    status IN (3, 7, 8, 9, 10) AND coalesce(done_at, handed_at, stopped_at, not_accepted_at, withdrawn_at,
      finished_at, returned_at, refused_at) IS NULL AS end_unknown,
    CASE WHEN received_at <= $until THEN received_at END AS received_at,
    CASE WHEN done_at <= $until THEN done_at END AS done_at,
    CASE WHEN handed_at <= $until THEN handed_at END AS handed_at,
    CASE WHEN received_at <= $until THEN least(
      CASE WHEN stopped_at <= $until THEN stopped_at END,
      CASE WHEN not_accepted_at <= $until THEN not_accepted_at END,
      CASE WHEN withdrawn_at <= $until THEN withdrawn_at END) END AS interrupted_at,
    CASE WHEN finished_at <= $until THEN finished_at END AS finished_at,
    CASE WHEN returned_at <= $until THEN returned_at END AS returned_at,
    CASE WHEN refused_at <= $until THEN refused_at END AS refused_at,
    CASE WHEN supplement_requested_at <= $until THEN supplement_requested_at END AS asked_at,
    supplement_received_at <= $until AS is_answered,
    second_request_at <= $until AS asked_twice
  FROM read_parquet($path)
), ended AS (
  SELECT *,
    coalesce(done_at, handed_at, interrupted_at, finished_at, returned_at, refused_at,
      CASE WHEN received_at IS NOT NULL AND NOT coalesce(is_answered, false) THEN asked_at END) AS ended_at,
    coalesce(done_at, handed_at) IS NOT NULL
      OR (interrupted_at IS NULL AND coalesce(finished_at, returned_at) IS NOT NULL) AS is_settled,
    coalesce(CASE WHEN is_answered THEN supplement_due_at END, promised_at) AS due_at
  FROM seen
), judged AS (
  SELECT ended.*, agency_code, has_fee, result_in_writing,
    CASE WHEN asked_twice THEN true ELSE coalesce(ended_at, date_trunc('second', $until)) > due_at END AS is_overdue,
    coalesce(received_at >= $first, false) AS is_received,
    (received_at IS NOT NULL OR (lacks_reception AND ended_at IS NOT NULL))
      AND (ended_at IS NULL OR ended_at >= $first) AND NOT (coalesce(end_unknown, false) AND ended_at IS NULL) AS is_in
  FROM ended LEFT JOIN procedure USING (procedure_code) LEFT JOIN assignment USING (origin_id)
), leaves AS (
  SELECT agency_code, procedure_code,
    count(*) FILTER (is_received) AS d_online_filed,
    count(*) FILTER (is_received AND channel = 2) AS n_online_filed,
    count(*) FILTER (is_received) AS d_disclosure_synchronised,
    count(*) FILTER (is_received AND is_synchronised) AS n_disclosure_synchronised,
    count(*) FILTER (is_in AND is_overdue IS NOT NULL) AS d_progress_on_time,
    count(*) FILTER (is_in AND NOT is_overdue) AS n_progress_on_time,
    count(*) FILTER (is_in AND coalesce(has_fee, true) AND coalesce(fee_total <> 0, true)
      AND coalesce(has_fee, fee_total > 0) AND payment_channel IS NOT NULL) AS d_payment_dossiers,
    count(*) FILTER (is_in AND coalesce(has_fee, true) AND coalesce(fee_total <> 0, true)
      AND coalesce(has_fee, fee_total > 0) AND payment_channel IN (1, 2)) AS n_payment_dossiers,
    count(*) FILTER (is_in AND has_result_file IS NOT NULL) AS d_digitization_result,
    count(*) FILTER (is_in AND has_result_file) AS n_digitization_result,
    count(*) FILTER (is_in AND (has_components
      AND (has_result_file OR NOT (is_settled AND coalesce(result_in_writing, true)))) IS NOT NULL) AS d_digitization_dossier,
    count(*) FILTER (is_in AND has_components
      AND (has_result_file OR NOT (is_settled AND coalesce(result_in_writing, true)))) AS n_digitization_dossier,
    count(*) FILTER (is_in AND has_reused_component IS NOT NULL) AS d_digitization_reused,
    count(*) FILTER (is_in AND has_reused_component) AS n_digitization_reused,
    count(*) FILTER (is_in AND uses_personal_store IS NOT NULL) AS d_digitization_personal_store,
    count(*) FILTER (is_in AND uses_personal_store) AS n_digitization_personal_store,
    count(*) FILTER (is_in AND uses_population_data IS NOT NULL) AS d_digitization_population_dossier,
    count(*) FILTER (is_in AND uses_population_data) AS n_digitization_population_dossier,
    count(*) FILTER (is_in) AS d_satisfaction_receiving,
    count(*) FILTER (is_in AND NOT coalesce(is_overdue, false)) AS n_satisfaction_receiving
  FROM judged GROUP BY agency_code, procedure_code
)
SELECT coalesce(ancestor_code, 'H52') AS agency_code, sum(COLUMNS('^[nd]_'))
FROM leaves LEFT JOIN closure USING (agency_code)
GROUP BY 1
