-- Finance: periods, statements from the books, the monthly close.
--
-- All run with the caller's rights: only server jobs have any on these tables.
--
-- The statements are built from lines of posted entries, by the subcategory of the
-- account.  The subcategories of the balance sheet are the names of the columns of
-- balance_sheet_snapshots without _cents; an account with any other subcategory counts
-- as other assets, other current liabilities or retained earnings, so that nothing is
-- lost and the sheet balances.

SET LOCAL client_min_messages = warning;
SET LOCAL search_path = public, extensions;

CREATE FUNCTION generate_fiscal_periods(start_year integer DEFAULT 2024, num_years integer DEFAULT 3) RETURNS void
    LANGUAGE sql
    SET search_path = public, pg_temp
AS $$
    INSERT INTO fiscal_periods (period_name, fiscal_year, fiscal_quarter, fiscal_month, start_date, end_date)
    SELECT to_char(m.first_day, 'FMMonth YYYY'), extract(year FROM m.first_day), extract(quarter FROM m.first_day),
           extract(month FROM m.first_day), m.first_day, (m.first_day + interval '1 month - 1 day')::date
      FROM (SELECT (make_date(start_year, 1, 1) + make_interval(months => i))::date AS first_day
              FROM generate_series(0, num_years * 12 - 1) AS i) m
    ON CONFLICT (fiscal_year, fiscal_month) DO NOTHING
$$;

COMMENT ON FUNCTION generate_fiscal_periods(integer, integer) IS
    'Makes a fiscal period for each month of so many years; those there are stay';

-- The books between two dates -----------------------------------------------------------------------------------------

-- Debits and credits of every balance sheet account, and the result, of a window.
-- Closing entries are left out: they only move what is counted as result anyway.
CREATE FUNCTION autorev.ledger(p_from date, p_to date)
    RETURNS TABLE (class text, line text, debit bigint, credit bigint)
    LANGUAGE sql STABLE
    SET search_path = public, pg_temp
AS $$
    SELECT a.account_type, coalesce(a.subcategory, ''), sum(l.debit)::bigint, sum(l.credit)::bigint
      FROM journal_entry_lines l
      JOIN journal_entries e ON e.id = l.journal_entry_id
      JOIN gl_accounts a ON a.id = l.account_id
     WHERE e.status = 'posted' AND e.entry_type <> 'closing'
       AND e.entry_date BETWEEN p_from AND p_to
     GROUP BY 1, 2
$$;

COMMENT ON FUNCTION autorev.ledger(date, date) IS
    'Posted debits and credits in US cents between two days by class of account (account_type) and subcategory';

CREATE FUNCTION autorev.amount(p_lines jsonb, VARIADIC p_names text[]) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = public, pg_temp
AS $$
    SELECT coalesce(sum((p_lines ->> n)::bigint), 0)::bigint FROM unnest(p_names) AS n
$$;

COMMENT ON FUNCTION autorev.amount(jsonb, text[]) IS
    'Sum of the named lines of an object of amounts; a line that is not there is 0';

CREATE FUNCTION autorev.fiscal_period(p_fiscal_year integer, p_fiscal_month integer) RETURNS fiscal_periods
    LANGUAGE plpgsql STABLE
    SET search_path = public, pg_temp
AS $$
DECLARE
    v_period fiscal_periods;
BEGIN
    SELECT * INTO v_period
      FROM fiscal_periods p
     WHERE p.fiscal_year = p_fiscal_year AND p.fiscal_month = p_fiscal_month;
    IF NOT FOUND THEN
        RAISE no_data_found USING
            message = format('there is no fiscal period %s-%s', p_fiscal_year, lpad(p_fiscal_month::text, 2, '0')),
            hint = 'generate_fiscal_periods() makes periods.';
    END IF;
    RETURN v_period;
END
$$;

COMMENT ON FUNCTION autorev.fiscal_period(integer, integer) IS 'The period of a month; an error when there is none';

-- Balance sheet -------------------------------------------------------------------------------------------------------

CREATE FUNCTION generate_balance_sheet_snapshot(p_fiscal_year integer, p_fiscal_month integer) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
AS $$
DECLARE
    v_period fiscal_periods := autorev.fiscal_period(p_fiscal_year, p_fiscal_month);
    v_id     uuid;
    v_assets jsonb;   -- by subcategory, on the debit side
    v_debts  jsonb;   -- by subcategory, on the credit side
    v_equity jsonb;   -- the same
    v_result bigint;  -- of the fiscal year so far
    v_prior  bigint;  -- of the years before
BEGIN
    SELECT coalesce(jsonb_object_agg(line, debit - credit) FILTER (WHERE class = 'asset'), '{}'),
           coalesce(jsonb_object_agg(line, credit - debit) FILTER (WHERE class = 'liability'), '{}'),
           coalesce(jsonb_object_agg(line, credit - debit) FILTER (WHERE class = 'equity'), '{}')
      INTO v_assets, v_debts, v_equity
      FROM autorev.ledger('-infinity', v_period.end_date);
    SELECT coalesce(sum(credit - debit), 0) INTO v_result
      FROM autorev.ledger(make_date(p_fiscal_year, 1, 1), v_period.end_date)
     WHERE class IN ('revenue', 'expense');
    SELECT coalesce(sum(credit - debit), 0) INTO v_prior
      FROM autorev.ledger('-infinity', make_date(p_fiscal_year, 1, 1) - 1)
     WHERE class IN ('revenue', 'expense');

    INSERT INTO balance_sheet_snapshots (fiscal_year, fiscal_month, fiscal_period_id, snapshot_date)
    VALUES (p_fiscal_year, p_fiscal_month, v_period.id, v_period.end_date)
    ON CONFLICT (fiscal_year, fiscal_month) DO UPDATE
       SET fiscal_period_id = excluded.fiscal_period_id, snapshot_date = excluded.snapshot_date
    RETURNING id INTO v_id;

    -- the lines
    UPDATE balance_sheet_snapshots
       SET cash_and_equivalents_cents = autorev.amount(v_assets, 'cash_and_equivalents'),
           short_term_investments_cents = autorev.amount(v_assets, 'short_term_investments'),
           accounts_receivable_cents = autorev.amount(v_assets, 'accounts_receivable'),
           allowance_doubtful_accounts_cents = -autorev.amount(v_assets, 'allowance_doubtful_accounts'),
           prepaid_expenses_cents = autorev.amount(v_assets, 'prepaid_expenses'),
           other_current_assets_cents = autorev.amount(v_assets, 'other_current_assets'),
           computer_equipment_cents = autorev.amount(v_assets, 'computer_equipment'),
           furniture_fixtures_cents = autorev.amount(v_assets, 'furniture_fixtures'),
           accumulated_depreciation_cents = -autorev.amount(v_assets, 'accumulated_depreciation'),
           capitalized_software_cents = autorev.amount(v_assets, 'capitalized_software'),
           domain_trademark_cents = autorev.amount(v_assets, 'domain_trademark'),
           accumulated_amortization_cents = -autorev.amount(v_assets, 'accumulated_amortization'),
           security_deposits_cents = autorev.amount(v_assets, 'security_deposits'),
           total_assets_cents = (SELECT coalesce(sum(value::bigint), 0) FROM jsonb_each_text(v_assets)),
           accounts_payable_cents = autorev.amount(v_debts, 'accounts_payable'),
           credit_card_payable_cents = autorev.amount(v_debts, 'credit_card_payable'),
           accrued_liabilities_cents = autorev.amount(v_debts, 'accrued_liabilities'),
           accrued_payroll_cents = autorev.amount(v_debts, 'accrued_payroll'),
           sales_tax_payable_cents = autorev.amount(v_debts, 'sales_tax_payable'),
           income_tax_payable_cents = autorev.amount(v_debts, 'income_tax_payable'),
           deferred_revenue_cents = autorev.amount(v_debts, 'deferred_revenue'),
           current_portion_debt_cents = autorev.amount(v_debts, 'current_portion_debt'),
           long_term_debt_cents = autorev.amount(v_debts, 'long_term_debt'),
           owner_loans_cents = autorev.amount(v_debts, 'owner_loans'),
           other_long_term_liabilities_cents = autorev.amount(v_debts, 'other_long_term_liabilities'),
           total_liabilities_cents = (SELECT coalesce(sum(value::bigint), 0) FROM jsonb_each_text(v_debts)),
           common_stock_cents = autorev.amount(v_equity, 'common_stock'),
           additional_paid_in_capital_cents = autorev.amount(v_equity, 'additional_paid_in_capital'),
           owner_contributions_cents = autorev.amount(v_equity, 'owner_contributions'),
           owner_distributions_cents = -autorev.amount(v_equity, 'owner_distributions'),
           current_year_net_income_cents = v_result,
           total_equity_cents = (SELECT coalesce(sum(value::bigint), 0) FROM jsonb_each_text(v_equity))
                                + v_prior + v_result
     WHERE id = v_id;

    -- subtotals of the lines
    UPDATE balance_sheet_snapshots
       SET total_current_assets_cents = cash_and_equivalents_cents + short_term_investments_cents
               + accounts_receivable_cents - allowance_doubtful_accounts_cents
               + prepaid_expenses_cents + other_current_assets_cents,
           net_fixed_assets_cents =
               computer_equipment_cents + furniture_fixtures_cents - accumulated_depreciation_cents,
           net_intangible_assets_cents =
               capitalized_software_cents + domain_trademark_cents - accumulated_amortization_cents,
           total_long_term_liabilities_cents =
               long_term_debt_cents + owner_loans_cents + other_long_term_liabilities_cents,
           total_liabilities_and_equity_cents = total_liabilities_cents + total_equity_cents
     WHERE id = v_id;

    -- what no line has named
    UPDATE balance_sheet_snapshots
       SET other_assets_cents = total_assets_cents - total_current_assets_cents - net_fixed_assets_cents
               - net_intangible_assets_cents - security_deposits_cents,
           total_current_liabilities_cents = total_liabilities_cents - total_long_term_liabilities_cents,
           other_current_liabilities_cents = total_liabilities_cents - total_long_term_liabilities_cents
               - accounts_payable_cents - credit_card_payable_cents - accrued_liabilities_cents
               - accrued_payroll_cents - sales_tax_payable_cents - income_tax_payable_cents
               - deferred_revenue_cents - current_portion_debt_cents,
           retained_earnings_prior_cents = total_equity_cents - current_year_net_income_cents - common_stock_cents
               - additional_paid_in_capital_cents - owner_contributions_cents + owner_distributions_cents,
           balance_difference_cents = total_assets_cents - total_liabilities_and_equity_cents,
           is_balanced = total_assets_cents = total_liabilities_and_equity_cents
     WHERE id = v_id;

    UPDATE balance_sheet_snapshots
       SET current_ratio =
               round(total_current_assets_cents::numeric / nullif(total_current_liabilities_cents, 0), 4),
           quick_ratio = round((cash_and_equivalents_cents + short_term_investments_cents
                                + accounts_receivable_cents - allowance_doubtful_accounts_cents)::numeric
                               / nullif(total_current_liabilities_cents, 0), 4),
           debt_to_equity_ratio = round(total_liabilities_cents::numeric / nullif(total_equity_cents, 0), 4),
           working_capital_cents = total_current_assets_cents - total_current_liabilities_cents
     WHERE id = v_id;
    RETURN jsonb_build_object('id', v_id, 'fiscal_year', p_fiscal_year, 'fiscal_month', p_fiscal_month);
END
$$;

COMMENT ON FUNCTION generate_balance_sheet_snapshot(integer, integer) IS
    'Writes the balance sheet at the end of a month from the posted lines, or writes it anew';

-- Cash flow -----------------------------------------------------------------------------------------------------------

-- Indirect method.  Every movement of every account but cash is in exactly one line, so
-- the lines add up to the change in cash.  Disposals: the gain is taken out of the
-- result, and the proceeds are what left the asset accounts plus that gain.
CREATE FUNCTION generate_cash_flow_statement(p_fiscal_year integer, p_fiscal_month integer) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
AS $$
DECLARE
    v_period    fiscal_periods := autorev.fiscal_period(p_fiscal_year, p_fiscal_month);
    v_id        uuid;
    v_debit     jsonb;   -- of balance sheet accounts by subcategory
    v_credit    jsonb;
    v_expense   jsonb;   -- by subcategory, on the debit side
    v_gains     bigint;  -- of disposals, less losses
    v_result    bigint;
    v_asset     bigint;  -- cash that assets (except cash) took, negative when they took it
    v_debt      bigint;  -- cash that liabilities brought
    v_equity    bigint;
    v_beginning bigint;
    v_cash      bigint;
BEGIN
    SELECT coalesce(jsonb_object_agg(line, debit), '{}'), coalesce(jsonb_object_agg(line, credit), '{}')
      INTO v_debit, v_credit
      FROM (SELECT line, sum(debit) AS debit, sum(credit) AS credit
              FROM autorev.ledger(v_period.start_date, v_period.end_date)
             WHERE class IN ('asset', 'liability', 'equity')
             GROUP BY line) AS movements;
    SELECT coalesce(sum(credit - debit) FILTER (WHERE class IN ('revenue', 'expense')), 0),
           coalesce(sum(credit - debit) FILTER (WHERE class IN ('revenue', 'expense')
                                                  AND line = 'asset_disposal'), 0),
           coalesce(sum(credit - debit) FILTER (WHERE class = 'asset' AND line <> 'cash_and_equivalents'), 0),
           coalesce(sum(credit - debit) FILTER (WHERE class = 'liability'), 0),
           coalesce(sum(credit - debit) FILTER (WHERE class = 'equity'), 0),
           coalesce(jsonb_object_agg(line, debit - credit) FILTER (WHERE class = 'expense'), '{}')
      INTO v_result, v_gains, v_asset, v_debt, v_equity, v_expense
      FROM autorev.ledger(v_period.start_date, v_period.end_date);
    SELECT coalesce(sum(debit - credit), 0) INTO v_cash
      FROM autorev.ledger('-infinity', v_period.end_date)
     WHERE class = 'asset' AND line = 'cash_and_equivalents';
    SELECT coalesce(sum(ending_cash_cents), 0) INTO v_beginning
      FROM cash_flow_summary
     WHERE fiscal_year * 12 + fiscal_month = p_fiscal_year * 12 + p_fiscal_month - 1;

    INSERT INTO cash_flow_summary (fiscal_year, fiscal_month, fiscal_period_id, period_start_date, period_end_date)
    VALUES (p_fiscal_year, p_fiscal_month, v_period.id, v_period.start_date, v_period.end_date)
    ON CONFLICT (fiscal_year, fiscal_month) DO UPDATE
       SET fiscal_period_id = excluded.fiscal_period_id,
           period_start_date = excluded.period_start_date, period_end_date = excluded.period_end_date
    RETURNING id INTO v_id;

    -- the lines
    UPDATE cash_flow_summary
       SET net_income_cents = v_result,
           depreciation_cents = autorev.amount(v_credit, 'accumulated_depreciation'),
           amortization_cents = autorev.amount(v_credit, 'accumulated_amortization'),
           stock_compensation_cents = autorev.amount(v_expense, 'stock_compensation'),
           bad_debt_expense_cents = autorev.amount(v_expense, 'bad_debt'),
           gain_loss_asset_disposal_cents = -v_gains,
           change_accounts_receivable_cents =
               autorev.amount(v_credit, 'accounts_receivable', 'allowance_doubtful_accounts')
               - autorev.amount(v_debit, 'accounts_receivable', 'allowance_doubtful_accounts')
               - autorev.amount(v_expense, 'bad_debt'),
           change_prepaid_expenses_cents =
               autorev.amount(v_credit, 'prepaid_expenses') - autorev.amount(v_debit, 'prepaid_expenses'),
           change_other_current_assets_cents =
               autorev.amount(v_credit, 'other_current_assets') - autorev.amount(v_debit, 'other_current_assets'),
           change_accounts_payable_cents =
               autorev.amount(v_credit, 'accounts_payable') - autorev.amount(v_debit, 'accounts_payable'),
           change_accrued_liabilities_cents =
               autorev.amount(v_credit, 'accrued_liabilities', 'accrued_payroll')
               - autorev.amount(v_debit, 'accrued_liabilities', 'accrued_payroll'),
           change_credit_card_payable_cents =
               autorev.amount(v_credit, 'credit_card_payable') - autorev.amount(v_debit, 'credit_card_payable'),
           change_deferred_revenue_cents =
               autorev.amount(v_credit, 'deferred_revenue') - autorev.amount(v_debit, 'deferred_revenue'),
           change_taxes_payable_cents =
               autorev.amount(v_credit, 'sales_tax_payable', 'income_tax_payable')
               - autorev.amount(v_debit, 'sales_tax_payable', 'income_tax_payable'),
           capitalized_software_cents = -autorev.amount(v_debit, 'capitalized_software'),
           purchase_equipment_cents = -autorev.amount(v_debit, 'computer_equipment', 'furniture_fixtures'),
           purchase_intangibles_cents = -autorev.amount(v_debit, 'domain_trademark'),
           purchase_investments_cents =
               autorev.amount(v_credit, 'short_term_investments') - autorev.amount(v_debit, 'short_term_investments'),
           proceeds_asset_sales_cents =
               autorev.amount(v_credit, 'computer_equipment', 'furniture_fixtures', 'capitalized_software',
                              'domain_trademark')
               - autorev.amount(v_debit, 'accumulated_depreciation', 'accumulated_amortization') + v_gains,
           proceeds_stock_issuance_cents =
               autorev.amount(v_credit, 'common_stock', 'additional_paid_in_capital')
               - autorev.amount(v_debit, 'common_stock', 'additional_paid_in_capital')
               - autorev.amount(v_expense, 'stock_compensation'),
           proceeds_debt_cents = autorev.amount(v_credit, 'current_portion_debt', 'long_term_debt'),
           repayment_debt_cents = -autorev.amount(v_debit, 'current_portion_debt', 'long_term_debt'),
           owner_loans_net_cents = autorev.amount(v_credit, 'owner_loans') - autorev.amount(v_debit, 'owner_loans'),
           owner_contributions_cents =
               autorev.amount(v_credit, 'owner_contributions') - autorev.amount(v_debit, 'owner_contributions'),
           owner_distributions_cents =
               autorev.amount(v_credit, 'owner_distributions') - autorev.amount(v_debit, 'owner_distributions'),
           beginning_cash_cents = v_beginning,
           interest_paid_cents = autorev.amount(v_expense, 'interest_expense'),
           income_taxes_paid_cents = autorev.amount(v_expense, 'income_tax')
               - autorev.amount(v_credit, 'income_tax_payable') + autorev.amount(v_debit, 'income_tax_payable')
     WHERE id = v_id;

    -- what no line has named
    UPDATE cash_flow_summary
       SET change_other_liabilities_cents = v_debt - change_accounts_payable_cents
               - change_accrued_liabilities_cents - change_credit_card_payable_cents - change_deferred_revenue_cents
               - change_taxes_payable_cents - proceeds_debt_cents - repayment_debt_cents - owner_loans_net_cents,
           other_investing_cents = v_asset - depreciation_cents - amortization_cents - bad_debt_expense_cents
               - change_accounts_receivable_cents - change_prepaid_expenses_cents
               - change_other_current_assets_cents - capitalized_software_cents - purchase_equipment_cents
               - purchase_intangibles_cents - purchase_investments_cents - (proceeds_asset_sales_cents - v_gains),
           other_financing_cents = v_equity - proceeds_stock_issuance_cents - stock_compensation_cents
               - owner_contributions_cents - owner_distributions_cents
     WHERE id = v_id;

    -- subtotals, then totals
    UPDATE cash_flow_summary
       SET total_noncash_adjustments_cents = depreciation_cents + amortization_cents + stock_compensation_cents
               + bad_debt_expense_cents + gain_loss_asset_disposal_cents + other_noncash_adjustments_cents,
           total_working_capital_changes_cents = change_accounts_receivable_cents + change_prepaid_expenses_cents
               + change_other_current_assets_cents + change_accounts_payable_cents
               + change_accrued_liabilities_cents + change_credit_card_payable_cents
               + change_deferred_revenue_cents + change_taxes_payable_cents + change_other_liabilities_cents,
           net_cash_from_investing_cents = capitalized_software_cents + purchase_equipment_cents
               + purchase_intangibles_cents + purchase_investments_cents + proceeds_asset_sales_cents
               + other_investing_cents,
           net_cash_from_financing_cents = proceeds_stock_issuance_cents + proceeds_debt_cents
               + repayment_debt_cents + owner_loans_net_cents + owner_contributions_cents
               + owner_distributions_cents + other_financing_cents
     WHERE id = v_id;
    UPDATE cash_flow_summary
       SET net_cash_from_operating_cents =
               net_income_cents + total_noncash_adjustments_cents + total_working_capital_changes_cents
     WHERE id = v_id;
    UPDATE cash_flow_summary
       SET net_change_in_cash_cents = net_cash_from_operating_cents + net_cash_from_investing_cents
               + net_cash_from_financing_cents
     WHERE id = v_id;
    UPDATE cash_flow_summary
       SET ending_cash_cents = beginning_cash_cents + net_change_in_cash_cents,
           cash_change_matches = beginning_cash_cents + net_change_in_cash_cents = v_cash
     WHERE id = v_id;
    RETURN jsonb_build_object('id', v_id, 'fiscal_year', p_fiscal_year, 'fiscal_month', p_fiscal_month);
END
$$;

COMMENT ON FUNCTION generate_cash_flow_statement(integer, integer) IS
    'Writes the cash flow statement of a month from the posted lines, indirect method, or writes it anew';

-- Monthly report and close --------------------------------------------------------------------------------------------

CREATE FUNCTION generate_monthly_financial_report(p_fiscal_year integer, p_fiscal_month integer) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
AS $$
DECLARE
    v_period  fiscal_periods := autorev.fiscal_period(p_fiscal_year, p_fiscal_month);
    v_sheet   balance_sheet_snapshots;
    v_flow    cash_flow_summary;
    v_pnl     v_pnl_summary;
    v_streams jsonb;
    v_id      uuid;
    v_ends    timestamptz := v_period.end_date + 1;
    v_users   bigint;
    v_paying  bigint;
    v_new     bigint;
    v_churned bigint;
    v_market  numeric;
BEGIN
    SELECT * INTO v_sheet FROM balance_sheet_snapshots s
     WHERE s.fiscal_year = p_fiscal_year AND s.fiscal_month = p_fiscal_month;
    SELECT * INTO v_flow FROM cash_flow_summary f
     WHERE f.fiscal_year = p_fiscal_year AND f.fiscal_month = p_fiscal_month;
    SELECT * INTO v_pnl FROM v_pnl_summary p
     WHERE p.fiscal_year = p_fiscal_year AND p.fiscal_month = p_fiscal_month;
    SELECT coalesce(jsonb_object_agg(coalesce(r.revenue_stream, ''), r.revenue_cents), '{}') INTO v_streams
      FROM v_revenue_by_stream r
     WHERE r.fiscal_year = p_fiscal_year AND r.fiscal_month = p_fiscal_month;
    SELECT coalesce(sum(x.expense_cents), 0) INTO v_market
      FROM v_expenses_by_category x
     WHERE x.fiscal_year = p_fiscal_year AND x.fiscal_month = p_fiscal_month AND x.subcategory = 'marketing';
    SELECT count(*),
           count(*) FILTER (WHERE p.subscription_tier IN ('collector', 'tuner')
                                  AND p.stripe_subscription_status IN ('active', 'trialing', 'past_due')),
           count(*) FILTER (WHERE p.created_at >= v_period.start_date)
      INTO v_users, v_paying, v_new
      FROM user_profiles p
     WHERE p.created_at < v_ends;
    SELECT count(*) INTO v_churned
      FROM user_lifecycle c
     WHERE c.churned_at >= v_period.start_date AND c.churned_at < v_ends;

    INSERT INTO monthly_financial_reports AS r
           (fiscal_year, fiscal_month, fiscal_period_id, report_date, generated_by, status)
    VALUES (p_fiscal_year, p_fiscal_month, v_period.id, v_period.end_date, session_user, 'generated')
    ON CONFLICT (fiscal_year, fiscal_month) DO UPDATE
       SET fiscal_period_id = excluded.fiscal_period_id, report_date = excluded.report_date,
           generated_by = excluded.generated_by, status = excluded.status
    RETURNING r.id INTO v_id;

    UPDATE monthly_financial_reports
       SET subscription_revenue_cents = autorev.amount(v_streams, 'subscription'),
           al_credits_revenue_cents = autorev.amount(v_streams, 'al_credits', 'al_tokens'),
           advertising_revenue_cents = autorev.amount(v_streams, 'advertising'),
           total_revenue_cents = coalesce(v_pnl.revenue_cents, 0),
           total_cogs_cents = coalesce(v_pnl.cogs_cents, 0),
           gross_profit_cents = coalesce(v_pnl.gross_profit_cents, 0),
           gross_margin_percent = v_pnl.gross_margin_pct,
           total_operating_expenses_cents = coalesce(v_pnl.opex_cents, 0),
           total_rd_cents = coalesce(v_pnl.rd_cents, 0),
           operating_income_cents = coalesce(v_pnl.operating_income_cents, 0),
           operating_margin_percent = round(v_pnl.operating_income_cents * 100 / nullif(v_pnl.revenue_cents, 0), 2),
           other_income_cents = coalesce(v_pnl.other_income_cents, 0),
           other_expense_cents = coalesce(v_pnl.other_expense_cents, 0),
           pretax_income_cents = coalesce(v_pnl.pretax_income_cents, 0),
           tax_cents = coalesce(v_pnl.tax_cents, 0),
           net_income_cents = coalesce(v_pnl.net_income_cents, 0),
           net_margin_percent = round(v_pnl.net_income_cents * 100 / nullif(v_pnl.revenue_cents, 0), 2),
           total_current_assets_cents = coalesce(v_sheet.total_current_assets_cents, 0),
           total_assets_cents = coalesce(v_sheet.total_assets_cents, 0),
           total_current_liabilities_cents = coalesce(v_sheet.total_current_liabilities_cents, 0),
           total_liabilities_cents = coalesce(v_sheet.total_liabilities_cents, 0),
           total_equity_cents = coalesce(v_sheet.total_equity_cents, 0),
           is_balanced = coalesce(v_sheet.is_balanced, false),
           current_ratio = v_sheet.current_ratio,
           quick_ratio = v_sheet.quick_ratio,
           debt_to_equity_ratio = v_sheet.debt_to_equity_ratio,
           working_capital_cents = coalesce(v_sheet.working_capital_cents, 0),
           net_cash_operating_cents = coalesce(v_flow.net_cash_from_operating_cents, 0),
           net_cash_investing_cents = coalesce(v_flow.net_cash_from_investing_cents, 0),
           net_cash_financing_cents = coalesce(v_flow.net_cash_from_financing_cents, 0),
           net_change_in_cash_cents = coalesce(v_flow.net_change_in_cash_cents, 0),
           beginning_cash_cents = coalesce(v_flow.beginning_cash_cents, 0),
           ending_cash_cents = coalesce(v_flow.ending_cash_cents, 0),
           total_users = v_users,
           paying_users = v_paying,
           new_users = v_new,
           churned_users = v_churned,
           churn_rate_percent = round(v_churned * 100.0 / nullif(v_users - v_new, 0), 2),
           conversion_rate_percent = round(v_paying * 100.0 / nullif(v_users, 0), 2),
           cac_cents = coalesce(round(v_market / nullif(v_new, 0)), 0),
           balance_sheet_snapshot_id = v_sheet.id,
           cash_flow_summary_id = v_flow.id,
           generated_at = now(),
           warnings = (SELECT coalesce(jsonb_agg(w.text), '[]')
                         FROM (VALUES (v_sheet.id IS NULL, 'no balance sheet for this month'),
                                      (NOT v_sheet.is_balanced, 'the balance sheet does not balance'),
                                      (v_flow.id IS NULL, 'no cash flow statement for this month'),
                                      (NOT v_flow.cash_change_matches, 'ending cash differs from the cash accounts'),
                                      (v_pnl.fiscal_year IS NULL, 'nothing was posted in this month'),
                                      (EXISTS (SELECT FROM journal_entries e
                                                WHERE e.fiscal_year = p_fiscal_year
                                                  AND e.fiscal_month = p_fiscal_month AND e.status = 'draft'),
                                       'there are entries that are not posted')) AS w (applies, text)
                        WHERE w.applies)
     WHERE id = v_id;
    UPDATE monthly_financial_reports
       SET other_revenue_cents = total_revenue_cents - subscription_revenue_cents - al_credits_revenue_cents
               - advertising_revenue_cents,
           mrr_cents = subscription_revenue_cents,
           arr_cents = subscription_revenue_cents * 12,
           arpu_cents = coalesce(round(total_revenue_cents::numeric / nullif(paying_users, 0)), 0),
           burn_rate_cents = greatest(-net_cash_operating_cents, 0)
     WHERE id = v_id;
    UPDATE monthly_financial_reports
       SET ltv_cents = coalesce(round(arpu_cents * gross_margin_percent / nullif(churn_rate_percent, 0)), 0),
           runway_months = CASE WHEN burn_rate_cents > 0
                                THEN least(round(ending_cash_cents::numeric / burn_rate_cents, 2), 99999.99) END
     WHERE id = v_id;
    UPDATE monthly_financial_reports
       SET ltv_cac_ratio = least(round(ltv_cents::numeric / nullif(cac_cents, 0), 4), 999999.9999)
     WHERE id = v_id;
    RETURN jsonb_build_object('id', v_id, 'fiscal_year', p_fiscal_year, 'fiscal_month', p_fiscal_month);
END
$$;

COMMENT ON FUNCTION generate_monthly_financial_report(integer, integer) IS
    'Writes the report of a month from the books, its balance sheet and cash flow statement, and the user tables, '
    'or writes it anew';

CREATE FUNCTION calculate_business_metrics(p_fiscal_year integer, p_fiscal_month integer) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path = public, pg_temp
AS $$
    SELECT coalesce(
        (SELECT jsonb_build_object('mrr_cents', r.mrr_cents, 'arr_cents', r.arr_cents, 'total_users', r.total_users,
                                   'paying_users', r.paying_users, 'arpu_cents', r.arpu_cents,
                                   'ltv_cac_ratio', r.ltv_cac_ratio)
           FROM monthly_financial_reports r
          WHERE r.fiscal_year = p_fiscal_year AND r.fiscal_month = p_fiscal_month),
        '{}')
$$;

COMMENT ON FUNCTION calculate_business_metrics(integer, integer) IS
    'Business figures of a month''s report, US cents; empty without a report';

CREATE FUNCTION generate_pl_report(p_fiscal_year integer, p_fiscal_month integer) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path = public, pg_temp
AS $$
    SELECT coalesce(
        (SELECT jsonb_build_object('total_revenue_cents', r.total_revenue_cents,
                                   'total_cogs_cents', r.total_cogs_cents,
                                   'gross_profit_cents', r.gross_profit_cents,
                                   'net_income_cents', r.net_income_cents)
           FROM monthly_financial_reports r
          WHERE r.fiscal_year = p_fiscal_year AND r.fiscal_month = p_fiscal_month),
        '{}')
$$;

COMMENT ON FUNCTION generate_pl_report(integer, integer) IS
    'Profit and loss of a month''s report, US cents; empty without a report';

CREATE FUNCTION run_monthly_financial_close(p_fiscal_year integer, p_fiscal_month integer) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
AS $$
DECLARE
    v_period fiscal_periods := autorev.fiscal_period(p_fiscal_year, p_fiscal_month);
BEGIN
    -- Closed first: what is posted from here on waits and is then refused, so the
    -- statements show all there is.
    UPDATE fiscal_periods SET status = 'closed' WHERE id = v_period.id AND status = 'open';
    PERFORM generate_balance_sheet_snapshot(p_fiscal_year, p_fiscal_month);
    PERFORM generate_cash_flow_statement(p_fiscal_year, p_fiscal_month);
    PERFORM generate_monthly_financial_report(p_fiscal_year, p_fiscal_month);
    RETURN jsonb_build_object('fiscal_year', p_fiscal_year, 'fiscal_month', p_fiscal_month, 'status', 'closed',
                              'timestamp', now());
END
$$;

COMMENT ON FUNCTION run_monthly_financial_close(integer, integer) IS
    'Closes a month: no more postings, balance sheet, cash flow statement, report. A closed month is reported anew';

CREATE FUNCTION backfill_financial_reports(p_start_year integer, p_start_month integer)
    RETURNS TABLE (fiscal_year integer, fiscal_month integer, report_id uuid)
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
AS $$
DECLARE
    v_period fiscal_periods;
BEGIN
    FOR v_period IN
        SELECT p.* FROM fiscal_periods p
         WHERE p.start_date >= make_date(p_start_year, p_start_month, 1) AND p.end_date < CURRENT_DATE
         ORDER BY p.start_date
    LOOP
        PERFORM generate_balance_sheet_snapshot(v_period.fiscal_year, v_period.fiscal_month);
        PERFORM generate_cash_flow_statement(v_period.fiscal_year, v_period.fiscal_month);
        fiscal_year := v_period.fiscal_year;
        fiscal_month := v_period.fiscal_month;
        report_id := (generate_monthly_financial_report(v_period.fiscal_year, v_period.fiscal_month) ->> 'id')::uuid;
        RETURN next;
    END LOOP;
END
$$;

COMMENT ON FUNCTION backfill_financial_reports(integer, integer) IS
    'Writes the statements and reports of all months that are over, from the given one on; leaves periods open or '
    'closed as they are';

-- Scheduled jobs ------------------------------------------------------------------------------------------------------

CREATE FUNCTION toggle_automated_financial_reporting(p_enable boolean) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
AS $$
DECLARE
    v_rows integer := 0;
BEGIN
    IF to_regclass('cron.job') IS NOT NULL THEN
        EXECUTE $sql$ UPDATE cron.job SET active = $1 WHERE jobname ~* '(financial|monthly)' $sql$ USING p_enable;
        GET DIAGNOSTICS v_rows = ROW_COUNT;
    END IF;
    RETURN jsonb_build_object('enabled', p_enable, 'jobs', v_rows);
END
$$;

COMMENT ON FUNCTION toggle_automated_financial_reporting(boolean) IS
    'Switches the scheduled finance jobs on or off; jobs is how many there are, 0 on a server without pg_cron';

CREATE FUNCTION get_financial_cron_status() RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path = public, pg_temp
AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object('jobid', j.jobid, 'schedule', j.schedule, 'command', j.command,
                                                 'active', j.active) ORDER BY j.jobid), '[]')
      FROM v_financial_cron_jobs j
$$;

COMMENT ON FUNCTION get_financial_cron_status() IS 'The scheduled finance jobs; empty on a server without pg_cron';

GRANT USAGE ON SCHEMA autorev TO service_role;

DO $$
DECLARE
    v_function regprocedure;
BEGIN
    FOREACH v_function IN ARRAY ARRAY[
        'generate_fiscal_periods(integer, integer)', 'generate_balance_sheet_snapshot(integer, integer)',
        'generate_cash_flow_statement(integer, integer)', 'generate_monthly_financial_report(integer, integer)',
        'run_monthly_financial_close(integer, integer)', 'backfill_financial_reports(integer, integer)',
        'toggle_automated_financial_reporting(boolean)', 'get_financial_cron_status()']::regprocedure[]
    LOOP
        EXECUTE format('revoke execute on function %s from public', v_function);
        EXECUTE format('revoke execute on function %s from anon, authenticated', v_function);
        EXECUTE format('grant execute on function %s to service_role', v_function);
    END LOOP;
END
$$;
