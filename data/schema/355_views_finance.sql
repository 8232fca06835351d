-- Financial views: the books as statements.
--
-- The figures come from lines of posted journal entries and nothing else.  Amounts
-- named _cents are US cents, the others US dollars.  Closing entries, which move a
-- year's result to retained earnings, are part of the balances but not of the income
-- statement: it would show a year without result.

SET LOCAL client_min_messages = warning;
SET LOCAL search_path = public, extensions;

-- Balances ------------------------------------------------------------------------------------------------------------

CREATE VIEW v_trial_balance WITH (security_invoker = true) AS
SELECT a.account_code AS code,
       a.account_name AS name,
       a.category, a.subcategory, a.account_type,
       coalesce(t.debits, 0)::bigint AS total_debits_cents,
       coalesce(t.credits, 0)::bigint AS total_credits_cents,
       CASE a.normal_balance
           WHEN 'debit' THEN coalesce(t.debits - t.credits, 0)
           ELSE coalesce(t.credits - t.debits, 0)
       END::bigint AS balance_cents
  FROM gl_accounts a
  LEFT JOIN (
      SELECT l.account_id, sum(l.debit) AS debits, sum(l.credit) AS credits
        FROM journal_entry_lines l
        JOIN journal_entries e ON e.id = l.journal_entry_id
       WHERE e.status = 'posted'
       GROUP BY l.account_id
  ) t ON t.account_id = a.id
 WHERE a.is_active
 ORDER BY a.account_code;

COMMENT ON VIEW v_trial_balance IS
    'Every active account with its posted debits and credits; the sums of both sides are equal';
COMMENT ON COLUMN v_trial_balance.balance_cents IS
    'Debits less credits, or credits less debits, as the account''s normal balance says';

CREATE VIEW v_gl_account_balances WITH (security_invoker = true) AS
SELECT a.account_code AS code,
       a.account_name AS name,
       a.category, a.subcategory, a.account_type, a.description,
       coalesce(t.balance_cents, 0) AS balance_cents,
       coalesce(t.balance_cents, 0) / 100.0 AS balance_dollars,
       coalesce(t.total_debits_cents, 0) AS total_debits_cents,
       coalesce(t.total_credits_cents, 0) AS total_credits_cents
  FROM gl_accounts a
  LEFT JOIN v_trial_balance t ON t.code = a.account_code
 WHERE a.is_active
 ORDER BY a.account_code;

COMMENT ON VIEW v_gl_account_balances IS 'Active accounts with what they hold';

CREATE VIEW gl_account_summary WITH (security_invoker = true) AS
SELECT a.category,
       a.account_type,
       count(*) AS account_count,
       coalesce(sum(t.balance_cents), 0)::bigint AS balance_cents
  FROM gl_accounts a
  LEFT JOIN v_trial_balance t ON t.code = a.account_code
 WHERE a.is_active
 GROUP BY a.category, a.account_type
 ORDER BY min(a.account_code);

COMMENT ON VIEW gl_account_summary IS 'Number of active accounts and their balance by category';

-- Income statement ----------------------------------------------------------------------------------------------------

CREATE VIEW v_income_statement_monthly WITH (security_invoker = true) AS
SELECT m.fiscal_year, m.fiscal_month,
       a.account_code AS code,
       a.account_name AS name,
       a.category, a.subcategory,
       m.amount_cents,
       m.amount_cents / 100.0 AS amount_dollars
  FROM (
      SELECT e.fiscal_year, e.fiscal_month, l.account_id,
             sum(CASE WHEN a.category IN ('revenue', 'other_income') THEN l.credit - l.debit
                      ELSE l.debit - l.credit END)::bigint AS amount_cents
        FROM journal_entry_lines l
        JOIN journal_entries e ON e.id = l.journal_entry_id
        JOIN gl_accounts a ON a.id = l.account_id
       WHERE e.status = 'posted' AND e.entry_type <> 'closing'
         AND a.category IN ('revenue', 'cogs', 'operating_expenses', 'product_development',
                            'other_income', 'other_expenses', 'taxes')
       GROUP BY e.fiscal_year, e.fiscal_month, l.account_id
  ) m
  JOIN gl_accounts a ON a.id = m.account_id
 ORDER BY m.fiscal_year, m.fiscal_month, a.account_code;

COMMENT ON VIEW v_income_statement_monthly IS
    'Income and expenses by month and account; positive is the usual side of the category';

CREATE VIEW v_pnl_summary WITH (security_invoker = true) AS
SELECT s.fiscal_year, s.fiscal_month,
       s.revenue AS revenue_cents,
       s.cogs AS cogs_cents,
       s.revenue - s.cogs AS gross_profit_cents,
       CASE WHEN s.revenue > 0 THEN round((s.revenue - s.cogs) * 100 / s.revenue, 2) ELSE 0 END::numeric(10,2)
           AS gross_margin_pct,
       s.opex AS opex_cents,
       s.rd AS rd_cents,
       s.revenue - s.cogs - s.opex - s.rd AS operating_income_cents,
       s.other_income AS other_income_cents,
       s.other_expense AS other_expense_cents,
       s.revenue - s.cogs - s.opex - s.rd + s.other_income - s.other_expense AS pretax_income_cents,
       s.tax AS tax_cents,
       s.revenue - s.cogs - s.opex - s.rd + s.other_income - s.other_expense - s.tax AS net_income_cents
  FROM (
      SELECT fiscal_year, fiscal_month,
             coalesce(sum(amount_cents) FILTER (WHERE category = 'revenue'), 0) AS revenue,
             coalesce(sum(amount_cents) FILTER (WHERE category = 'cogs'), 0) AS cogs,
             coalesce(sum(amount_cents) FILTER (WHERE category = 'operating_expenses'), 0) AS opex,
             coalesce(sum(amount_cents) FILTER (WHERE category = 'product_development'), 0) AS rd,
             coalesce(sum(amount_cents) FILTER (WHERE category = 'other_income'), 0) AS other_income,
             coalesce(sum(amount_cents) FILTER (WHERE category = 'other_expenses'), 0) AS other_expense,
             coalesce(sum(amount_cents) FILTER (WHERE category = 'taxes'), 0) AS tax
        FROM v_income_statement_monthly
       GROUP BY fiscal_year, fiscal_month
  ) s
 ORDER BY s.fiscal_year, s.fiscal_month;

COMMENT ON VIEW v_pnl_summary IS 'Profit and loss by month, from revenue down to net income';
COMMENT ON COLUMN v_pnl_summary.gross_margin_pct IS 'Percent of revenue; 0 without revenue';

CREATE VIEW v_expenses_by_category WITH (security_invoker = true) AS
SELECT fiscal_year, fiscal_month, category, subcategory,
       sum(amount_cents) AS expense_cents,
       sum(amount_cents) / 100.0 AS expense_dollars
  FROM v_income_statement_monthly
 WHERE category IN ('cogs', 'operating_expenses', 'product_development')
 GROUP BY fiscal_year, fiscal_month, category, subcategory
 ORDER BY fiscal_year, fiscal_month, category, subcategory;

COMMENT ON VIEW v_expenses_by_category IS 'Expenses by month, category and subcategory';

CREATE VIEW v_revenue_by_stream WITH (security_invoker = true) AS
SELECT fiscal_year, fiscal_month,
       subcategory AS revenue_stream,
       sum(amount_cents) AS revenue_cents,
       sum(amount_cents) / 100.0 AS revenue_dollars
  FROM v_income_statement_monthly
 WHERE category = 'revenue'
 GROUP BY fiscal_year, fiscal_month, subcategory
 ORDER BY fiscal_year, fiscal_month, subcategory;

COMMENT ON VIEW v_revenue_by_stream IS 'Revenue by month and stream';

-- Balance sheet and cash flow -----------------------------------------------------------------------------------------

CREATE VIEW v_balance_sheet_current WITH (security_invoker = true) AS
SELECT snapshot_date, fiscal_year, fiscal_month,
       cash_and_equivalents_cents / 100.0 AS cash_and_equivalents,
       accounts_receivable_cents / 100.0 AS accounts_receivable,
       prepaid_expenses_cents / 100.0 AS prepaid_expenses,
       total_current_assets_cents / 100.0 AS total_current_assets,
       net_fixed_assets_cents / 100.0 AS net_fixed_assets,
       net_intangible_assets_cents / 100.0 AS net_intangible_assets,
       total_assets_cents / 100.0 AS total_assets,
       accounts_payable_cents / 100.0 AS accounts_payable,
       accrued_liabilities_cents / 100.0 AS accrued_liabilities,
       deferred_revenue_cents / 100.0 AS deferred_revenue,
       total_current_liabilities_cents / 100.0 AS total_current_liabilities,
       total_long_term_liabilities_cents / 100.0 AS total_long_term_liabilities,
       total_liabilities_cents / 100.0 AS total_liabilities,
       common_stock_cents / 100.0 AS common_stock,
       additional_paid_in_capital_cents / 100.0 AS additional_paid_in_capital,
       retained_earnings_prior_cents / 100.0 AS retained_earnings_prior,
       current_year_net_income_cents / 100.0 AS current_year_net_income,
       total_equity_cents / 100.0 AS total_equity,
       is_balanced, current_ratio, quick_ratio, debt_to_equity_ratio,
       working_capital_cents / 100.0 AS working_capital
  FROM balance_sheet_snapshots
 ORDER BY snapshot_date DESC, created_at DESC
 LIMIT 1;

COMMENT ON VIEW v_balance_sheet_current IS 'The newest balance sheet, US dollars';

CREATE VIEW v_cash_flow_statement WITH (security_invoker = true) AS
SELECT fiscal_year, fiscal_month, period_start_date, period_end_date,
       net_income_cents / 100.0 AS net_income,
       depreciation_cents / 100.0 AS depreciation,
       amortization_cents / 100.0 AS amortization,
       change_accounts_receivable_cents / 100.0 AS change_ar,
       change_accounts_payable_cents / 100.0 AS change_ap,
       change_deferred_revenue_cents / 100.0 AS change_deferred_revenue,
       net_cash_from_operating_cents / 100.0 AS net_cash_operating,
       capitalized_software_cents / 100.0 AS capitalized_software,
       purchase_equipment_cents / 100.0 AS equipment_purchases,
       net_cash_from_investing_cents / 100.0 AS net_cash_investing,
       proceeds_stock_issuance_cents / 100.0 AS stock_issuance,
       owner_contributions_cents / 100.0 AS owner_contributions,
       owner_distributions_cents / 100.0 AS owner_distributions,
       net_cash_from_financing_cents / 100.0 AS net_cash_financing,
       net_change_in_cash_cents / 100.0 AS net_change_in_cash,
       beginning_cash_cents / 100.0 AS beginning_cash,
       ending_cash_cents / 100.0 AS ending_cash,
       cash_change_matches
  FROM cash_flow_summary
 ORDER BY fiscal_year, fiscal_month;

COMMENT ON VIEW v_cash_flow_statement IS 'Cash flow statements by month, US dollars; what takes cash out is negative';

-- Reports -------------------------------------------------------------------------------------------------------------

CREATE VIEW v_financial_dashboard WITH (security_invoker = true) AS
SELECT fiscal_year, fiscal_month, report_date,
       total_revenue_cents / 100.0 AS revenue,
       gross_profit_cents / 100.0 AS gross_profit,
       gross_margin_percent,
       operating_income_cents / 100.0 AS operating_income,
       operating_margin_percent,
       net_income_cents / 100.0 AS net_income,
       net_margin_percent,
       total_assets_cents / 100.0 AS total_assets,
       total_liabilities_cents / 100.0 AS total_liabilities,
       total_equity_cents / 100.0 AS total_equity,
       is_balanced, current_ratio, debt_to_equity_ratio,
       working_capital_cents / 100.0 AS working_capital,
       net_cash_operating_cents / 100.0 AS cash_from_operations,
       net_cash_investing_cents / 100.0 AS cash_from_investing,
       net_cash_financing_cents / 100.0 AS cash_from_financing,
       ending_cash_cents / 100.0 AS ending_cash,
       total_users, paying_users, new_users,
       mrr_cents / 100.0 AS mrr,
       arr_cents / 100.0 AS arr,
       arpu_cents / 100.0 AS arpu,
       ltv_cents / 100.0 AS ltv,
       status, warnings, generated_at
  FROM monthly_financial_reports
 ORDER BY fiscal_year DESC, fiscal_month DESC;

COMMENT ON VIEW v_financial_dashboard IS 'Monthly reports in US dollars, newest month first';

CREATE VIEW v_financial_mom_trends WITH (security_invoker = true) AS
SELECT r.fiscal_year, r.fiscal_month,
       r.total_revenue_cents / 100.0 AS revenue,
       r.net_income_cents / 100.0 AS net_income,
       r.mrr_cents / 100.0 AS mrr,
       r.total_users, r.paying_users,
       (r.total_revenue_cents - coalesce(p.total_revenue_cents, 0)) / 100.0 AS revenue_change,
       (r.mrr_cents - coalesce(p.mrr_cents, 0)) / 100.0 AS mrr_change,
       r.new_users,
       sum(r.total_revenue_cents) OVER (PARTITION BY r.fiscal_year ORDER BY r.fiscal_month) / 100.0 AS ytd_revenue,
       sum(r.net_income_cents) OVER (PARTITION BY r.fiscal_year ORDER BY r.fiscal_month) / 100.0 AS ytd_net_income
  FROM monthly_financial_reports r
  LEFT JOIN monthly_financial_reports p
    ON p.fiscal_year * 12 + p.fiscal_month = r.fiscal_year * 12 + r.fiscal_month - 1
 ORDER BY r.fiscal_year, r.fiscal_month;

COMMENT ON VIEW v_financial_mom_trends IS 'Each month against the one before, and the year so far, US dollars';
COMMENT ON COLUMN v_financial_mom_trends.revenue_change IS
    'Against the month before, which counts as 0 when it has no report';

CREATE VIEW v_financial_yoy_comparison WITH (security_invoker = true) AS
SELECT r.fiscal_year, r.fiscal_month,
       r.total_revenue_cents / 100.0 AS current_revenue,
       r.net_income_cents / 100.0 AS current_net_income,
       r.ending_cash_cents / 100.0 AS current_cash,
       r.mrr_cents / 100.0 AS current_mrr,
       r.total_users AS current_users,
       p.total_revenue_cents / 100.0 AS prior_revenue,
       p.net_income_cents / 100.0 AS prior_net_income,
       p.ending_cash_cents / 100.0 AS prior_cash,
       p.mrr_cents / 100.0 AS prior_mrr,
       p.total_users AS prior_users,
       CASE WHEN p.total_revenue_cents > 0
            THEN round((r.total_revenue_cents - p.total_revenue_cents) * 100.0 / p.total_revenue_cents, 2) END
           AS revenue_yoy_pct,
       CASE WHEN p.mrr_cents > 0
            THEN round((r.mrr_cents - p.mrr_cents) * 100.0 / p.mrr_cents, 2) END AS mrr_yoy_pct,
       CASE WHEN p.total_users > 0
            THEN round((r.total_users - p.total_users) * 100.0 / p.total_users, 2) END AS users_yoy_pct
  FROM monthly_financial_reports r
  LEFT JOIN monthly_financial_reports p
    ON p.fiscal_year = r.fiscal_year - 1 AND p.fiscal_month = r.fiscal_month
 ORDER BY r.fiscal_year, r.fiscal_month;

COMMENT ON VIEW v_financial_yoy_comparison IS 'Each month against the same month a year before, US dollars and percent';
COMMENT ON COLUMN v_financial_yoy_comparison.revenue_yoy_pct IS 'Percent; null when there was nothing to compare with';

-- Scheduled jobs ------------------------------------------------------------------------------------------------------

-- With the scheduler pg_cron the view shows its finance jobs; without it, nothing.
DO $$
BEGIN
    IF to_regclass('cron.job') IS NOT NULL THEN
        EXECUTE $view$
            CREATE VIEW v_financial_cron_jobs WITH (security_invoker = true) AS
            SELECT jobid, jobname::text AS jobname, schedule, command, nodename, active
              FROM cron.job
             WHERE jobname ~* '(financial|monthly)'
        $view$;
    ELSE
        EXECUTE $view$
            CREATE VIEW v_financial_cron_jobs WITH (security_invoker = true) AS
            SELECT NULL::bigint AS jobid, NULL::text AS jobname, NULL::text AS schedule, NULL::text AS command,
                   NULL::text AS nodename, NULL::boolean AS active
             WHERE false
        $view$;
    END IF;
END
$$;

COMMENT ON VIEW v_financial_cron_jobs IS 'Scheduled jobs of the finance system; empty on a server without pg_cron';
