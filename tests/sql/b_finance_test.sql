-- The books: what can be posted, what is refused, who changed what, and every financial view and statement on three months
-- of a small company. The figures were added up by hand; amounts are US cents unless they have a decimal point.

BEGIN;
\ir support.sql

SELECT plan(122);

DELETE FROM journal_entries;
DELETE FROM gl_accounts;
DELETE FROM fiscal_periods;

INSERT INTO gl_accounts (account_code, account_name, account_type, normal_balance, category, subcategory) VALUES
    ('1000', 'Cash', 'asset', 'debit', 'assets', 'cash_and_equivalents'),
    ('1100', 'Receivables', 'asset', 'debit', 'assets', 'accounts_receivable'),
    ('1150', 'Allowance', 'asset', 'credit', 'assets', 'allowance_doubtful_accounts'),
    ('1200', 'Prepaid', 'asset', 'debit', 'assets', 'prepaid_expenses'),
    ('1500', 'Equipment', 'asset', 'debit', 'assets', 'computer_equipment'),
    ('1590', 'Depreciation so far', 'asset', 'credit', 'assets', 'accumulated_depreciation'),
    ('1600', 'Software', 'asset', 'debit', 'assets', 'capitalized_software'),
    ('1690', 'Amortization so far', 'asset', 'credit', 'assets', 'accumulated_amortization'),
    ('2000', 'Payables', 'liability', 'credit', 'liabilities', 'accounts_payable'),
    ('2100', 'Accrued', 'liability', 'credit', 'liabilities', 'accrued_liabilities'),
    ('2200', 'Income tax payable', 'liability', 'credit', 'liabilities', 'income_tax_payable'),
    ('2300', 'Deferred revenue', 'liability', 'credit', 'liabilities', 'deferred_revenue'),
    ('2500', 'Loan', 'liability', 'credit', 'liabilities', 'long_term_debt'),
    ('3000', 'Stock', 'equity', 'credit', 'equity', 'common_stock'),
    ('3100', 'Paid-in capital', 'equity', 'credit', 'equity', 'additional_paid_in_capital'),
    ('3200', 'Retained earnings', 'equity', 'credit', 'equity', 'retained_earnings'),
    ('3300', 'Distributions', 'equity', 'debit', 'equity', 'owner_distributions'),
    ('4000', 'Subscriptions', 'revenue', 'credit', 'revenue', 'subscription'),
    ('4200', 'Advertising', 'revenue', 'credit', 'revenue', 'advertising'),
    ('5000', 'Hosting', 'expense', 'debit', 'cogs', 'infrastructure'),
    ('6000', 'Marketing', 'expense', 'debit', 'operating_expenses', 'marketing'),
    ('6100', 'Depreciation', 'expense', 'debit', 'operating_expenses', 'depreciation'),
    ('6200', 'Bad debt', 'expense', 'debit', 'operating_expenses', 'bad_debt'),
    ('7000', 'Development', 'expense', 'debit', 'product_development', 'engineering'),
    ('8000', 'Gain on disposal', 'revenue', 'credit', 'other_income', 'asset_disposal'),
    ('8100', 'Interest', 'expense', 'debit', 'other_expenses', 'interest_expense'),
    ('9000', 'Income tax', 'expense', 'debit', 'taxes', 'income_tax');

-- Writes a draft with its lines: '1000 500 0, 4000 0 500' is account, debit, credit.
CREATE FUNCTION tap.draft(p_number text, p_date date, p_lines text, p_type text DEFAULT 'standard') RETURNS uuid
    LANGUAGE plpgsql
AS $$
DECLARE
    v_id uuid;
BEGIN
    INSERT INTO journal_entries (entry_number, entry_date, description, entry_type)
    VALUES (p_number, p_date, p_number, p_type)
    RETURNING id INTO v_id;
    INSERT INTO journal_entry_lines (journal_entry_id, line_number, account_id, debit, credit)
    SELECT v_id, l.n, a.id, split_part(l.line, ' ', 2)::bigint, split_part(l.line, ' ', 3)::bigint
    FROM regexp_split_to_table(p_lines, ', ') WITH ORDINALITY AS l (line, n)
    JOIN gl_accounts AS a ON a.account_code = split_part(l.line, ' ', 1);
    RETURN v_id;
END
$$;

CREATE FUNCTION tap.post(p_number text, p_date date, p_lines text, p_type text DEFAULT 'standard') RETURNS void
    LANGUAGE plpgsql
AS $$
DECLARE
    v_id uuid := tap.draft(p_number, p_date, p_lines, p_type);
BEGIN
    UPDATE journal_entries SET status = 'posted' WHERE id = v_id;
END
$$;

-- Periods ------------------------------------------------------------------------------------------------------------

SELECT generate_fiscal_periods();
SELECT is((SELECT count(*) FROM fiscal_periods), 36::bigint, 'three years of months by default');
SELECT is((SELECT row(period_name, fiscal_quarter, start_date, end_date, status)::text FROM fiscal_periods
           WHERE fiscal_year = 2024 AND fiscal_month = 2), '("February 2024",1,2024-02-01,2024-02-29,open)', 'a month in a leap year');
SELECT generate_fiscal_periods(2026, 2);
SELECT is((SELECT count(*) FROM fiscal_periods), 48::bigint, 'months that are there stay');
SELECT generate_fiscal_periods(2024, 0);
SELECT is((SELECT count(*) FROM fiscal_periods), 48::bigint, 'no years, no months');

-- Posting ------------------------------------------------------------------------------------------------------------

SELECT tap.draft('D1', '2025-01-05', '1000 500 0, 4000 0 400') AS draft \gset
SELECT is((SELECT row(total_debit_cents, total_credit_cents, fiscal_year, fiscal_month)::text FROM journal_entries WHERE id = :'draft'),
          '(500,400,2025,1)', 'a draft need not balance; it has the sums of its lines and its month');
SELECT throws_ok(format('UPDATE journal_entries SET status = %L WHERE id = %L', 'posted', :'draft'), '23514',
                 'entry D1 does not balance: debits 500 cents, credits 400 cents', 'what does not balance is not posted');
SELECT is((SELECT count(*) FROM v_income_statement_monthly), 0::bigint, 'drafts count for nothing');
SELECT is((SELECT sum(total_debits_cents) FROM v_trial_balance), 0::numeric, 'also not in the trial balance');
UPDATE journal_entry_lines SET credit = 500 WHERE journal_entry_id = :'draft' AND credit > 0;
SELECT is((SELECT total_credit_cents FROM journal_entries WHERE id = :'draft'), 500::bigint, 'a changed line changes the sum');
SELECT lives_ok(format('UPDATE journal_entries SET status = %L WHERE id = %L', 'posted', :'draft'), 'what balances is');
SELECT is((SELECT row(posted_at, fiscal_period_id IS NOT NULL)::text FROM journal_entries WHERE id = :'draft'),
          row(now(), true)::text, 'with the time and the period');

SELECT throws_ok(format('UPDATE journal_entries SET entry_date = %L WHERE id = %L', '2025-01-06', :'draft'), '23514',
                 'entry D1 is posted and cannot be changed', 'posted entries stay as they are');
SELECT throws_ok(format('UPDATE journal_entries SET status = %L WHERE id = %L', 'draft', :'draft'), '23514', NULL, 'and are no drafts again');
SELECT throws_ok(format('DELETE FROM journal_entries WHERE id = %L', :'draft'), '23514', NULL, 'nor deleted');
SELECT throws_ok(format('UPDATE journal_entry_lines SET debit = 600 WHERE journal_entry_id = %L AND debit > 0', :'draft'), '23514',
                 'entry D1 is posted, its lines cannot be changed', 'nor are their lines changed');
SELECT throws_ok(format('DELETE FROM journal_entry_lines WHERE journal_entry_id = %L', :'draft'), '23514', NULL, 'or deleted');
SELECT throws_ok(format('INSERT INTO journal_entry_lines (journal_entry_id, line_number, account_id, debit)
                         SELECT %L, 9, id, 1 FROM gl_accounts LIMIT 1', :'draft'), '23514', NULL, 'or added to');
SELECT lives_ok(format('UPDATE journal_entry_lines SET is_reconciled = true WHERE journal_entry_id = %L', :'draft'), 'but may be ticked off');
SELECT lives_ok(format('UPDATE journal_entries SET memo = %L WHERE id = %L', 'note', :'draft'), 'and a memo may be written');
SELECT lives_ok(format('UPDATE journal_entries SET status = %L WHERE id = %L', 'void', :'draft'), 'while the month is open an entry is taken back');
SELECT is((SELECT count(*) FROM v_income_statement_monthly), 0::bigint, 'and counts for nothing then');

SELECT throws_ok($$INSERT INTO journal_entries (entry_number, entry_date, description, status) VALUES ('D2', '2025-01-05', '', 'posted')$$,
                 '23514', 'entry D2 has nothing to post', 'without lines there is nothing to post');
SELECT throws_ok($$SELECT tap.post('D3', '2031-05-01', '1000 5 0, 4000 0 5')$$, '23514', 'there is no fiscal period 2031-05', 'a month we do not have');
SELECT throws_ok($$INSERT INTO journal_entry_lines (journal_entry_id, account_id, debit, credit)
                   SELECT tap.draft('D4', '2025-01-05', ''), id, 5, 5 FROM gl_accounts LIMIT 1$$, '23514', NULL, 'a line has one side');
SELECT throws_ok($$INSERT INTO journal_entry_lines (journal_entry_id, account_id, debit)
                   SELECT tap.draft('D5', '2025-01-05', ''), id, -5 FROM gl_accounts LIMIT 1$$, '23514', NULL, 'and is not negative');
SELECT throws_ok(format('UPDATE journal_entries SET status = %L, fiscal_month = 2 WHERE id = %L', 'posted',
                        tap.draft('D6', '2025-01-05', '1000 5 0, 4000 0 5')), '23514',
                 'the date 2025-01-05 of entry D6 is not in the period February 2025', 'the date must lie in the period');
UPDATE fiscal_periods SET is_closed = true WHERE fiscal_year = 2024 AND fiscal_month = 1;
SELECT is((SELECT row(status, closed_at)::text FROM fiscal_periods WHERE fiscal_year = 2024 AND fiscal_month = 1), row('closed', now())::text,
          'closing by the flag sets the status');
SELECT throws_ok($$SELECT tap.post('D7', '2024-01-05', '1000 5 0, 4000 0 5')$$, '23514', 'the period January 2024 is closed',
                 'nothing is posted into a closed period');
UPDATE fiscal_periods SET status = 'open' WHERE fiscal_year = 2024 AND fiscal_month = 1;
SELECT lives_ok($$SELECT tap.post('D8', '2024-01-05', '1000 5 0, 4000 0 5')$$, 'it can be opened again');
UPDATE fiscal_periods SET status = 'locked' WHERE fiscal_year = 2024 AND fiscal_month = 1;
SELECT throws_ok($$UPDATE journal_entries SET status = 'void' WHERE entry_number = 'D8'$$, '23514', 'the period January 2024 is closed',
                 'nothing leaves a locked one');
SELECT throws_ok($$UPDATE fiscal_periods SET status = 'open' WHERE fiscal_year = 2024 AND fiscal_month = 1$$, '23514', NULL, 'which stays locked');
UPDATE gl_accounts SET is_active = false WHERE account_code = '1690';
SELECT throws_ok($$SELECT tap.post('D9', '2025-01-05', '1690 5 0, 4000 0 5')$$, '23514', 'entry D9 uses the account 1690, which is not active',
                 'nothing is posted to a retired account');
SELECT throws_ok($$UPDATE gl_accounts SET is_active = false WHERE account_code = '1000'$$, '23514', 'the account 1000 still holds 5 cents',
                 'an account is not retired with a balance');
UPDATE gl_accounts SET is_active = true WHERE account_code = '1690';

-- The month D8 stands in is not among those below; take its five cents back by hand, as nothing else can.
ALTER TABLE journal_entries DISABLE TRIGGER validate_journal_entry_balance;
UPDATE journal_entries SET status = 'void' WHERE entry_number = 'D8';
ALTER TABLE journal_entries ENABLE TRIGGER validate_journal_entry_balance;

-- Three months -------------------------------------------------------------------------------------------------------

SELECT tap.post('1', '2024-12-01', '1000 1000000 0, 3000 0 100000, 3100 0 900000');
SELECT tap.post('2', '2024-12-15', '1000 50000 0, 4000 0 50000');

SELECT tap.post('3', '2025-01-02', '1500 240000 0, 1000 0 240000');
SELECT tap.post('4', '2025-01-05', '1000 120000 0, 2300 0 110000, 4000 0 10000');
SELECT tap.post('5', '2025-01-10', '1100 40000 0, 4200 0 40000');
SELECT tap.post('6', '2025-01-12', '5000 15000 0, 2000 0 15000');
SELECT tap.post('7', '2025-01-15', '6000 8000 0, 1000 0 8000');
SELECT tap.post('8', '2025-01-20', '7000 12000 0, 2100 0 12000');
SELECT tap.post('9', '2025-01-31', '6100 5000 0, 1590 0 5000');
SELECT tap.post('10', '2025-01-31', '8100 1000 0, 1000 0 1000');
SELECT tap.post('11', '2025-01-31', '9000 2000 0, 2200 0 2000');
SELECT tap.post('12', '2025-01-31', '6200 500 0, 1150 0 500');

SELECT tap.post('13', '2025-02-03', '1000 150000 0, 1590 5000 0, 1500 0 120000, 8000 0 35000');
SELECT tap.post('14', '2025-02-10', '1000 40000 0, 1100 0 40000');
SELECT tap.post('15', '2025-02-15', '2000 15000 0, 1000 0 15000');
SELECT tap.post('16', '2025-02-20', '1000 200000 0, 2500 0 200000');
SELECT tap.post('17', '2025-02-22', '2500 50000 0, 1000 0 50000');
SELECT tap.post('18', '2025-02-25', '3300 30000 0, 1000 0 30000');
SELECT tap.post('19', '2025-02-28', '2300 10000 0, 4000 0 10000');
SELECT tap.post('20', '2025-02-28', '1600 20000 0, 1000 0 20000');
SELECT tap.post('21', '2025-02-28', '6100 1000 0, 1690 0 1000');
SELECT tap.post('22', '2025-02-28', '1200 6000 0, 1000 0 6000');

-- The closing entry of 2024 changes no report.
SELECT tap.post('C', '2024-12-31', '4000 50000 0, 3200 0 50000', 'closing');

SELECT is((SELECT sum(total_debits_cents) - sum(total_credits_cents) FROM v_trial_balance), 0::numeric, 'the trial balance balances');
SELECT is((SELECT sum(CASE account_type WHEN 'asset' THEN balance_cents WHEN 'expense' THEN balance_cents ELSE -balance_cents END
                      * CASE WHEN code IN ('1150', '1590', '1690', '3300') THEN -1 ELSE 1 END) FROM v_trial_balance), 0::numeric,
          'so do the balances by their normal sides');
SELECT is((SELECT row(total_debits_cents, total_credits_cents, balance_cents)::text FROM v_trial_balance WHERE code = '1000'),
          '(1560000,370000,1190000)', 'cash');
SELECT is((SELECT balance_cents FROM v_trial_balance WHERE code = '1590'), 0::bigint, 'a contra account by its own side');
SELECT is((SELECT balance_cents FROM v_trial_balance WHERE code = '3300'), 30000::bigint, 'distributions are debits');
SELECT is((SELECT row(balance_cents, balance_dollars)::text FROM v_gl_account_balances WHERE code = '2500'), '(150000,1500.0000000000000000)', 'in dollars too');
SELECT is((SELECT count(*) FROM v_gl_account_balances), 27::bigint, 'every account is listed');
SELECT is((SELECT row(account_count, balance_cents)::text FROM gl_account_summary WHERE category = 'revenue'), '(2,60000)',
          'revenue accounts together, after closing');

SELECT is((SELECT amount_cents FROM v_income_statement_monthly WHERE fiscal_year = 2025 AND fiscal_month = 1 AND code = '5000'), 15000::bigint,
          'an expense is positive');
SELECT is((SELECT amount_dollars FROM v_income_statement_monthly WHERE fiscal_year = 2025 AND fiscal_month = 2 AND code = '8000'), 350.00, 'other income too');
SELECT is((SELECT count(*) FROM v_income_statement_monthly WHERE category IN ('assets', 'liabilities', 'equity')), 0::bigint, 'without balance sheet accounts');
SELECT is((SELECT p::text FROM v_pnl_summary AS p WHERE fiscal_year = 2025 AND fiscal_month = 1),
          '(2025,1,50000,15000,35000,70.00,13500,12000,9500,0,1000,8500,2000,6500)', 'profit and loss of January');
SELECT is((SELECT p::text FROM v_pnl_summary AS p WHERE fiscal_year = 2025 AND fiscal_month = 2),
          '(2025,2,10000,0,10000,100.00,1000,0,9000,35000,0,44000,0,44000)', 'of February');
SELECT is((SELECT net_income_cents FROM v_pnl_summary WHERE fiscal_year = 2024 AND fiscal_month = 12), 50000::numeric,
          'the closing entry does not take December''s result away');
SELECT is((SELECT count(*) FROM v_pnl_summary), 3::bigint, 'months without postings give no row');
SELECT results_eq($$SELECT category, subcategory, expense_cents, expense_dollars FROM v_expenses_by_category
                    WHERE fiscal_year = 2025 AND fiscal_month = 1 AND category <> 'operating_expenses'$$,
                  $$VALUES ('cogs', 'infrastructure', 15000::numeric, 150.00::numeric), ('product_development', 'engineering', 12000, 120.00)$$,
                  'expenses by category');
SELECT results_eq($$SELECT revenue_stream, revenue_cents, revenue_dollars FROM v_revenue_by_stream WHERE fiscal_year = 2025 AND fiscal_month = 1$$,
                  $$VALUES ('advertising', 40000::numeric, 400.00::numeric), ('subscription', 10000, 100.00)$$, 'revenue by stream');

-- Balance sheet ------------------------------------------------------------------------------------------------------

SELECT throws_ok('SELECT generate_balance_sheet_snapshot(2031, 1)', 'P0002', 'there is no fiscal period 2031-01', 'no period, no balance sheet');
SELECT throws_ok('SELECT generate_balance_sheet_snapshot(NULL, 1)', 'P0002', NULL, 'nor without a year');
SELECT is(generate_balance_sheet_snapshot(2025, 1) - 'id', '{"fiscal_year": 2025, "fiscal_month": 1}'::jsonb, 'a snapshot says which month');
SELECT is((SELECT row(cash_and_equivalents, accounts_receivable, total_current_assets, net_fixed_assets, total_assets)::text
           FROM (SELECT cash_and_equivalents::numeric(12,2), accounts_receivable::numeric(12,2), total_current_assets::numeric(12,2),
                        net_fixed_assets::numeric(12,2), total_assets::numeric(12,2) FROM v_balance_sheet_current) AS s),
          '(9210.00,400.00,9605.00,2350.00,11955.00)', 'assets at the end of January');
SELECT is((SELECT row(accounts_payable_cents, accrued_liabilities_cents, income_tax_payable_cents, deferred_revenue_cents,
                      other_current_liabilities_cents, total_current_liabilities_cents, total_liabilities_cents)::text
           FROM balance_sheet_snapshots WHERE fiscal_year = 2025 AND fiscal_month = 1), '(15000,12000,2000,110000,0,139000,139000)', 'liabilities');
SELECT is((SELECT row(common_stock_cents, additional_paid_in_capital_cents, retained_earnings_prior_cents, current_year_net_income_cents,
                      total_equity_cents)::text
           FROM balance_sheet_snapshots WHERE fiscal_year = 2025 AND fiscal_month = 1), '(100000,900000,50000,6500,1056500)', 'equity');
SELECT is((SELECT row(balance_difference_cents, is_balanced, current_ratio, quick_ratio, debt_to_equity_ratio, working_capital_cents)::text
           FROM balance_sheet_snapshots WHERE fiscal_year = 2025 AND fiscal_month = 1), '(0,t,6.9101,6.9101,0.1316,821500)', 'it balances; ratios');
SELECT is((SELECT row(allowance_doubtful_accounts_cents, accumulated_depreciation_cents)::text
           FROM balance_sheet_snapshots WHERE fiscal_year = 2025 AND fiscal_month = 1), '(500,5000)', 'what is taken off is positive');
SELECT id AS sheet FROM balance_sheet_snapshots \gset
SELECT is(generate_balance_sheet_snapshot(2025, 1) ->> 'id', :'sheet', 'done again it is the same snapshot');
SELECT generate_balance_sheet_snapshot(2024, 2);
SELECT is((SELECT row(total_assets_cents, is_balanced, current_ratio)::text FROM balance_sheet_snapshots WHERE fiscal_year = 2024), '(0,t,)',
          'before the first entry all is zero, and there is no ratio');
SELECT is((SELECT snapshot_date FROM v_balance_sheet_current), '2025-01-31'::date, 'the current one is the newest');
SELECT generate_balance_sheet_snapshot(2025, 2);
SELECT is((SELECT row(prepaid_expenses_cents, net_fixed_assets_cents, net_intangible_assets_cents, total_assets_cents, long_term_debt_cents,
                      total_liabilities_cents, owner_distributions_cents, current_year_net_income_cents, total_equity_cents, is_balanced)::text
           FROM balance_sheet_snapshots WHERE fiscal_year = 2025 AND fiscal_month = 2),
          '(6000,120000,19000,1334500,150000,264000,30000,50500,1070500,t)', 'the end of February');

-- An account of a kind the sheet does not know must not unbalance it.
INSERT INTO gl_accounts (account_code, account_name, account_type, normal_balance, category, subcategory) VALUES
    ('1950', 'Odd asset', 'asset', 'debit', 'assets', NULL), ('2950', 'Odd debt', 'liability', 'credit', 'liabilities', 'odd');
SELECT tap.post('O', '2025-03-03', '1950 700 0, 2950 0 700');
SELECT generate_balance_sheet_snapshot(2025, 3);
SELECT is((SELECT row(other_assets_cents, other_current_liabilities_cents, is_balanced)::text FROM balance_sheet_snapshots
           WHERE fiscal_year = 2025 AND fiscal_month = 3), '(700,700,t)', 'unknown kinds are other assets and other liabilities');

-- Cash flow ----------------------------------------------------------------------------------------------------------

SELECT generate_cash_flow_statement(2025, 1);
SELECT is((SELECT row(beginning_cash_cents, ending_cash_cents, cash_change_matches)::text FROM cash_flow_summary), '(0,-129000,f)',
          'without December''s statement the beginning is unknown, and it says so');
SELECT generate_cash_flow_statement(2024, 12), generate_cash_flow_statement(2025, 1), generate_cash_flow_statement(2025, 2), generate_cash_flow_statement(2025, 3);
SELECT is((SELECT row(net_income_cents, proceeds_stock_issuance_cents, net_change_in_cash_cents, ending_cash_cents, cash_change_matches)::text
           FROM cash_flow_summary WHERE fiscal_year = 2024), '(50000,1000000,1050000,1050000,t)', 'December');
SELECT is((SELECT row(net_income_cents, depreciation_cents, bad_debt_expense_cents, change_accounts_receivable_cents, change_accounts_payable_cents,
                      change_accrued_liabilities_cents, change_deferred_revenue_cents, change_taxes_payable_cents, net_cash_from_operating_cents)::text
           FROM cash_flow_summary WHERE fiscal_year = 2025 AND fiscal_month = 1),
          '(6500,5000,500,-40000,15000,12000,110000,2000,111000)', 'operations in January');
SELECT is((SELECT row(purchase_equipment_cents, net_cash_from_investing_cents, net_cash_from_financing_cents, beginning_cash_cents,
                      ending_cash_cents, cash_change_matches, interest_paid_cents, income_taxes_paid_cents)::text
           FROM cash_flow_summary WHERE fiscal_year = 2025 AND fiscal_month = 1),
          '(-240000,-240000,0,1050000,921000,t,1000,0)', 'investing, financing and cash in January');
SELECT is((SELECT row(net_income_cents, amortization_cents, gain_loss_asset_disposal_cents, change_accounts_receivable_cents,
                      change_prepaid_expenses_cents, change_accounts_payable_cents, change_deferred_revenue_cents, net_cash_from_operating_cents)::text
           FROM cash_flow_summary WHERE fiscal_year = 2025 AND fiscal_month = 2),
          '(44000,1000,-35000,40000,-6000,-15000,-10000,19000)', 'operations in February: the gain is taken out');
SELECT is((SELECT row(capitalized_software_cents, proceeds_asset_sales_cents, net_cash_from_investing_cents, proceeds_debt_cents,
                      repayment_debt_cents, owner_distributions_cents, net_cash_from_financing_cents, ending_cash_cents, cash_change_matches)::text
           FROM cash_flow_summary WHERE fiscal_year = 2025 AND fiscal_month = 2),
          '(-20000,150000,130000,200000,-50000,-30000,120000,1190000,t)', 'the sale brought what was paid for it');
SELECT is((SELECT row(other_investing_cents, change_other_liabilities_cents, net_change_in_cash_cents, cash_change_matches)::text
           FROM cash_flow_summary WHERE fiscal_year = 2025 AND fiscal_month = 3), '(-700,700,0,t)', 'unknown kinds are other movements');
SELECT is((SELECT row(net_income::numeric(12,2), change_ar::numeric(12,2), equipment_purchases::numeric(12,2), net_change_in_cash::numeric(12,2), ending_cash::numeric(12,2))::text
           FROM v_cash_flow_statement WHERE fiscal_year = 2025 AND fiscal_month = 1), '(65.00,-400.00,-2400.00,-1290.00,9210.00)', 'in dollars');
SELECT is((SELECT string_agg(fiscal_year || '-' || fiscal_month, ' ') FROM v_cash_flow_statement), '2024-12 2025-1 2025-2 2025-3', 'in order');

-- Reports and the close ----------------------------------------------------------------------------------------------

SELECT tap.add_user('payer@example.org') AS payer, tap.add_user('free@example.org') AS free, tap.add_user('late@example.org') AS late \gset
UPDATE user_profiles SET created_at = '2024-12-10', subscription_tier = 'tuner', stripe_subscription_status = 'active' WHERE id = :'payer';
UPDATE user_profiles SET created_at = '2025-01-10' WHERE id = :'free';
DELETE FROM user_profiles WHERE created_at >= '2025-02-01' AND id <> :'late';

SELECT is(calculate_business_metrics(2025, 1), '{}'::jsonb, 'no report, no figures');
SELECT is(generate_pl_report(2025, 1), '{}'::jsonb, 'and no profit and loss');
SELECT run_monthly_financial_close(2024, 12);
SELECT is(run_monthly_financial_close(2025, 1) - 'timestamp', '{"fiscal_year": 2025, "fiscal_month": 1, "status": "closed"}'::jsonb, 'the month is closed');
SELECT is((SELECT status FROM fiscal_periods WHERE fiscal_year = 2025 AND fiscal_month = 1), 'closed', 'its period too');
SELECT throws_ok($$SELECT tap.post('L', '2025-01-31', '1000 5 0, 4000 0 5')$$, '23514', 'the period January 2025 is closed', 'late entries are refused');
SELECT throws_ok($$UPDATE journal_entries SET status = 'void' WHERE entry_number = '7'$$, '23514', NULL, 'and none is taken back');
SELECT lives_ok('SELECT run_monthly_financial_close(2025, 1)', 'a closed month is reported anew');
SELECT throws_ok('SELECT run_monthly_financial_close(2031, 1)', 'P0002', NULL, 'a month we do not have is not closed');
SELECT is(generate_pl_report(2025, 1), '{"total_revenue_cents": 50000, "total_cogs_cents": 15000, "gross_profit_cents": 35000, "net_income_cents": 6500}'::jsonb,
          'profit and loss from the report');
SELECT is(calculate_business_metrics(2025, 1), '{"mrr_cents": 10000, "arr_cents": 120000, "total_users": 2, "paying_users": 1, "arpu_cents": 50000, "ltv_cac_ratio": 0.0000}'::jsonb,
          'business figures: two users, one of them pays');
SELECT is((SELECT row(new_users, cac_cents, conversion_rate_percent, operating_margin_percent, net_margin_percent, burn_rate_cents, runway_months)::text
           FROM monthly_financial_reports WHERE fiscal_year = 2025 AND fiscal_month = 1), '(1,8000,50.00,19.00,13.00,0,)', 'cost of a new user, margins, no burn');
SELECT is((SELECT warnings FROM monthly_financial_reports WHERE fiscal_year = 2025 AND fiscal_month = 1), '["there are entries that are not posted"]'::jsonb,
          'the drafts from above are pointed out');
SELECT is((SELECT status FROM monthly_financial_reports WHERE fiscal_year = 2025 AND fiscal_month = 1), 'generated', 'the report is made, not yet reviewed');
SELECT is((SELECT row(revenue::numeric(12,2), gross_margin_percent, net_income::numeric(12,2), total_assets::numeric(12,2), is_balanced, cash_from_investing::numeric(12,2), ending_cash::numeric(12,2), mrr::numeric(12,2))::text
           FROM v_financial_dashboard WHERE fiscal_year = 2025 AND fiscal_month = 1), '(500.00,70.00,65.00,11955.00,t,-2400.00,9210.00,100.00)', 'the dashboard in dollars');

SELECT is((SELECT string_agg(fiscal_year || '-' || fiscal_month, ' ') FROM backfill_financial_reports(2025, 2) WHERE fiscal_year = 2025 AND fiscal_month <= 3), '2025-2 2025-3', 'months before are reported later');
SELECT is((SELECT status FROM fiscal_periods WHERE fiscal_year = 2025 AND fiscal_month = 2), 'open', 'and stay open');
SELECT is((SELECT row(revenue::numeric(12,2), revenue_change::numeric(12,2), mrr_change::numeric(12,2), ytd_revenue::numeric(12,2), ytd_net_income::numeric(12,2))::text
           FROM v_financial_mom_trends WHERE fiscal_year = 2025 AND fiscal_month = 2), '(100.00,-400.00,0.00,600.00,505.00)', 'February against January, and the year');
SELECT is((SELECT row(revenue_change::numeric(12,2), ytd_revenue::numeric(12,2))::text FROM v_financial_mom_trends
           WHERE fiscal_year = 2025 AND fiscal_month = 1), '(0.00,500.00)', 'January against December of the year before');
SELECT is((SELECT revenue_change::numeric(12,2) FROM v_financial_mom_trends WHERE fiscal_year = 2024), 500.00, 'a month that is not there counts as nothing');
INSERT INTO monthly_financial_reports (fiscal_year, fiscal_month, report_date, total_revenue_cents, mrr_cents, total_users, ending_cash_cents)
VALUES (2024, 1, '2024-01-31', 30000, 0, 4, 100);
SELECT is((SELECT row(prior_revenue::numeric(12,2), revenue_yoy_pct, mrr_yoy_pct, users_yoy_pct, prior_cash::numeric(12,2))::text
           FROM v_financial_yoy_comparison WHERE fiscal_year = 2025 AND fiscal_month = 1), '(300.00,66.67,,-50.00,1.00)', 'against the year before; nothing to compare with is null');
SELECT is((SELECT row(prior_revenue, revenue_yoy_pct)::text FROM v_financial_yoy_comparison WHERE fiscal_year = 2025 AND fiscal_month = 2), '(,)', 'no report the year before');

SELECT is_empty('SELECT * FROM v_financial_cron_jobs', 'no scheduler, no jobs');
SELECT is(toggle_automated_financial_reporting(true), '{"enabled": true, "jobs": 0}'::jsonb, 'none to switch');
SELECT is(get_financial_cron_status(), '[]'::jsonb, 'none to list');

-- Who changed what ---------------------------------------------------------------------------------------------------

SELECT is((SELECT count(*) FROM financial_audit_log WHERE action = 'REPORT_GENERATED' AND fiscal_year = 2025 AND fiscal_month = 1), 1::bigint,
          'a report leaves a trace when it is made');
SELECT is((SELECT row(changes -> 'changed' -> 'status', changed_by, changes ->> 'login')::text FROM financial_audit_log
           WHERE table_name = 'journal_entries' AND action = 'UPDATE' AND record_id = :'draft' AND changes #>> '{changed,status,new}' = 'posted'),
          row('{"new": "posted", "old": "draft"}'::jsonb, NULL::uuid, session_user)::text, 'posting is in the log, with both values and the login');
SELECT is((SELECT changes #>> '{row,account_code}' FROM financial_audit_log WHERE table_name = 'gl_accounts' AND action = 'INSERT'
           ORDER BY changes #>> '{row,account_code}' LIMIT 1), '1000', 'a new account too');

CREATE ROLE tap_bookkeeper LOGIN;
SELECT auth.enroll('tap_bookkeeper', 'books@example.org') AS books \gset
GRANT service_role TO tap_bookkeeper;
SELECT is(tap.as_role('tap_bookkeeper', $$UPDATE gl_accounts SET account_name = 'Cash at bank' WHERE account_code = '1000'$$), '1',
          'somebody with an account changes the books');
SELECT is((SELECT row(changed_by, changes -> 'changed' -> 'account_name', changes ->> 'login')::text FROM financial_audit_log
           WHERE table_name = 'gl_accounts' AND action = 'UPDATE' AND changes #>> '{changed,account_name,new}' = 'Cash at bank'),
          row(:'books'::uuid, '{"new": "Cash at bank", "old": "Cash"}'::jsonb, 'tap_bookkeeper')::text, 'and is in the log by name');
SELECT tap.draft('B', '2025-03-04', '1000 5 0, 4000 0 5');
SELECT is(tap.as_role('tap_bookkeeper', $$UPDATE journal_entries SET status = 'posted' WHERE entry_number = 'B' RETURNING posted_by$$), :'books', 'an entry says who posted it');
SELECT is(tap.as_role('tap_bookkeeper', 'DELETE FROM financial_audit_log'), 'ERROR 42501', 'the log is not emptied');
SELECT is(tap.as_role('service', $$UPDATE financial_audit_log SET action = 'x'$$), 'ERROR 42501', 'nor rewritten, by server jobs either');
SELECT throws_ok('UPDATE financial_audit_log SET changed_by = NULL, action = action || action', '42501', NULL, 'nor by the owner of the database');
DELETE FROM auth.users WHERE id = :'books';
SELECT is((SELECT count(*) FROM financial_audit_log WHERE changes #>> '{changed,account_name,new}' = 'Cash at bank' AND changed_by IS NULL), 1::bigint,
          'when an account goes, its entries in the log stay');
SELECT is((SELECT row(status, posted_by)::text FROM journal_entries WHERE entry_number = 'B'), '(posted,)', 'and in the books');
UPDATE gl_accounts SET account_name = account_name;
SELECT is((SELECT count(*) FROM financial_audit_log WHERE table_name = 'gl_accounts' AND action = 'UPDATE' AND performed_at = now()
             AND changes -> 'changed' IS NULL), 0::bigint, 'what changes nothing is not logged');

-- Who may see the books ----------------------------------------------------------------------------------------------

SELECT tap.add_user('finance-admin@example.org') AS admin \gset
UPDATE user_profiles SET subscription_tier = 'admin' WHERE id = :'admin';
SELECT is(tap.as_role('anon', 'SELECT count(*) FROM v_trial_balance'), '0', 'nobody sees the trial balance');
SELECT is(tap.as_role(:'admin', 'SELECT count(*) FROM v_trial_balance'), '0', 'not even an administrator');
SELECT is(tap.as_role('service', 'SELECT sum(total_debits_cents) = sum(total_credits_cents) FROM v_trial_balance'), 'true', 'server jobs do');
SELECT is(tap.as_role(:'free', 'SELECT count(*) FROM v_financial_dashboard'), '0', 'a user sees no report');
SELECT is(tap.as_role(:'admin', 'SELECT count(*) > 0 FROM v_financial_dashboard'), 'true', 'an administrator sees reports');
SELECT is(tap.as_role(:'admin', $$UPDATE monthly_financial_reports SET status = 'reviewed' WHERE fiscal_year = 2024$$), '2', 'and reviews them');
SELECT is(tap.as_role(:'admin', 'DELETE FROM monthly_financial_reports'), '0', 'but deletes none');
SELECT is(tap.as_role(:'admin', 'SELECT count(*) > 0 FROM financial_audit_log'), 'true', 'an administrator reads the log');
SELECT is(tap.as_role(:'free', 'SELECT count(*) FROM financial_audit_log'), '0', 'a user does not');
SELECT is(tap.as_role(:'admin', format('INSERT INTO financial_audit_log (action, table_name, changed_by) VALUES (%L, %L, %L)', 'NOTE', 'x', :'admin')), '1',
          'and adds to it in their own name');
SELECT is(tap.as_role(:'admin', format('INSERT INTO financial_audit_log (action, table_name, changed_by) VALUES (%L, %L, %L)', 'NOTE', 'x', :'free')), 'ERROR 42501',
          'not in another''s');
SELECT is(tap.as_role(:'admin', 'SELECT generate_fiscal_periods()'), 'ERROR 42501', 'the statements are made by server jobs');
SELECT is(tap.as_role('service', 'SELECT generate_balance_sheet_snapshot(2025, 2) ->> ''fiscal_month'''), '2', 'which have all they need for it');
SELECT is(tap.as_role('service', 'SELECT run_monthly_financial_close(2025, 2) ->> ''status'''), 'closed', 'also for the close');

SELECT * FROM finish();
ROLLBACK;
