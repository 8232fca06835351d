-- Finance: double-entry bookkeeping, monthly reports, costs and revenue.
--
-- Money is whole US cents (bigint) unless a column says otherwise.  What the
-- database itself keeps true:
--
--   * An entry is written as a draft, gets its lines, and is then posted.  Posting
--     is refused when debits and credits differ, when there is nothing to post, or
--     when the fiscal period is missing or closed.
--   * What is posted stands: neither the entry nor its lines can be changed.  A
--     mistake is taken back by an entry of type reversing, or, while the period is
--     open, by setting the status to reversed or void, which takes the entry out
--     of every figure.
--   * Every change to the books is written to financial_audit_log, which can be
--     added to and nothing else.
--
-- Only server jobs see these tables; administrators see reports and the audit log.

SET LOCAL client_min_messages = warning;
SET LOCAL search_path = public, extensions;

-- Chart of accounts and periods ---------------------------------------------------------------------------------------

CREATE TABLE gl_accounts (
    id                 uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    account_code       text NOT NULL UNIQUE,
    account_name       text NOT NULL,
    account_type       text NOT NULL CHECK (account_type IN ('asset', 'liability', 'equity', 'revenue', 'expense')),
    normal_balance     text NOT NULL CHECK (normal_balance IN ('debit', 'credit')),
    category           text NOT NULL
                       CHECK (category IN ('assets', 'liabilities', 'equity', 'revenue', 'cogs',
                                           'operating_expenses', 'product_development', 'other_income',
                                           'other_expenses', 'taxes')),
    subcategory        text,
    parent_account_id  uuid REFERENCES gl_accounts (id) ON DELETE SET NULL,
    description        text,
    is_active          boolean NOT NULL DEFAULT true,
    created_at         timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE gl_accounts IS
    'Chart of accounts. The first digit of the code gives the class: 1 assets, 2 liabilities, 3 equity, 4 '
    'revenue, 5 cost of goods sold, 6 operating expenses, 7 product development, 8 other income and expenses, '
    '9 taxes';
COMMENT ON COLUMN gl_accounts.account_code IS 'Four digits';
COMMENT ON COLUMN gl_accounts.normal_balance IS
    'The side that raises the account; contra accounts have the other side of their class';
COMMENT ON COLUMN gl_accounts.subcategory IS
    'Line of the balance sheet or report the account belongs to, for example accounts_receivable or '
    'subscription; see generate_balance_sheet_snapshot()';

CREATE INDEX idx_gl_accounts_category ON gl_accounts (category);
CREATE INDEX idx_gl_accounts_parent_account_id ON gl_accounts (parent_account_id);

ALTER TABLE gl_accounts ENABLE ROW LEVEL SECURITY;
CREATE POLICY gl_accounts_service ON gl_accounts FOR ALL TO service_role USING (true) WITH CHECK (true);

CREATE TABLE fiscal_periods (
    id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    period_name     text NOT NULL,
    fiscal_year     integer NOT NULL,
    fiscal_quarter  integer NOT NULL CHECK (fiscal_quarter BETWEEN 1 AND 4),
    fiscal_month    integer NOT NULL CHECK (fiscal_month BETWEEN 1 AND 12),
    start_date      date NOT NULL,
    end_date        date NOT NULL,
    status          text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'closed', 'locked')),
    is_closed       boolean NOT NULL DEFAULT false,
    closed_at       timestamptz,
    closed_by       uuid REFERENCES auth.users (id) ON DELETE SET NULL,
    notes           text,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (fiscal_year, fiscal_month),
    CHECK (end_date >= start_date)
);

COMMENT ON TABLE fiscal_periods IS 'Calendar months as accounting periods; generate_fiscal_periods() makes them';
COMMENT ON COLUMN fiscal_periods.status IS
    'open: entries may be posted; closed: not until reopened; locked: never again';
COMMENT ON COLUMN fiscal_periods.is_closed IS 'True unless open; kept in step with status by trigger';

CREATE INDEX idx_fiscal_periods_closed_by ON fiscal_periods (closed_by);

CREATE TRIGGER update_fiscal_periods_updated_at BEFORE UPDATE ON fiscal_periods
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

ALTER TABLE fiscal_periods ENABLE ROW LEVEL SECURITY;
CREATE POLICY fiscal_periods_service ON fiscal_periods FOR ALL TO service_role USING (true) WITH CHECK (true);

-- Trigger: keeps the two ways to say "closed" together and remembers who closed.
CREATE FUNCTION prepare_fiscal_period() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.status = 'locked' AND NEW.status <> 'locked' THEN
        RAISE EXCEPTION 'the period % is locked and stays closed', OLD.period_name
            USING errcode = 'check_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.is_closed <> OLD.is_closed AND NEW.status = OLD.status THEN
        NEW.status := CASE WHEN NEW.is_closed THEN 'closed' ELSE 'open' END;
    ELSIF TG_OP = 'INSERT' AND NEW.is_closed AND NEW.status = 'open' THEN
        NEW.status := 'closed';
    END IF;
    NEW.is_closed := NEW.status <> 'open';
    IF NOT NEW.is_closed THEN
        NEW.closed_at := NULL;
        NEW.closed_by := NULL;
    ELSIF NEW.closed_at IS NULL THEN
        NEW.closed_at := now();
        NEW.closed_by := coalesce(NEW.closed_by, auth.uid());
    END IF;
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION prepare_fiscal_period() IS
    'Trigger: keeps status and is_closed of a period in step, stamps the closing, keeps locked periods locked';

CREATE TRIGGER prepare_fiscal_period BEFORE INSERT OR UPDATE ON fiscal_periods
    FOR EACH ROW EXECUTE FUNCTION prepare_fiscal_period();

-- Journal -------------------------------------------------------------------------------------------------------------

CREATE TABLE journal_entries (
    id                  uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    entry_number        text NOT NULL UNIQUE,
    entry_date          date NOT NULL,
    description         text NOT NULL,
    reference           text,
    entry_type          text NOT NULL DEFAULT 'standard'
                        CHECK (entry_type IN ('standard', 'adjusting', 'closing', 'reversing')),
    status              text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'posted', 'reversed', 'void')),
    fiscal_year         integer NOT NULL,
    fiscal_month        integer NOT NULL CHECK (fiscal_month BETWEEN 1 AND 12),
    fiscal_period_id    uuid REFERENCES fiscal_periods (id),
    source_type         text,
    source_id           uuid,

    -- sums of the lines
    total_debit_cents   bigint NOT NULL DEFAULT 0,
    total_credit_cents  bigint NOT NULL DEFAULT 0,
    currency            text NOT NULL DEFAULT 'USD',
    is_recurring        boolean NOT NULL DEFAULT false,
    memo                text,
    attachment_url      text,

    -- who did what when
    created_by          uuid REFERENCES auth.users (id) ON DELETE SET NULL,
    approved_by         uuid REFERENCES auth.users (id) ON DELETE SET NULL,
    approved_at         timestamptz,
    posted_by           uuid REFERENCES auth.users (id) ON DELETE SET NULL,
    posted_at           timestamptz,
    reversed_entry_id   uuid REFERENCES journal_entries (id) ON DELETE SET NULL,
    created_at          timestamptz NOT NULL DEFAULT now(),
    updated_at          timestamptz NOT NULL DEFAULT now(),
    CHECK (status <> 'posted' OR total_debit_cents = total_credit_cents)
);

COMMENT ON TABLE journal_entries IS
    'Journal entries; their lines are in journal_entry_lines. Only posted entries count in reports';
COMMENT ON COLUMN journal_entries.entry_number IS 'The number on paper; unique';
COMMENT ON COLUMN journal_entries.entry_type IS
    'closing entries move a year''s result to retained earnings and are left out of income statements';
COMMENT ON COLUMN journal_entries.status IS 'draft until posted; reversed and void entries count for nothing';
COMMENT ON COLUMN journal_entries.fiscal_year IS 'Filled from entry_date when not given';
COMMENT ON COLUMN journal_entries.fiscal_month IS 'Filled from entry_date when not given; 1 to 12';
COMMENT ON COLUMN journal_entries.fiscal_period_id IS 'Filled by trigger';
COMMENT ON COLUMN journal_entries.source_type IS
    'Kind of document the entry was made from, for example cost_entries';
COMMENT ON COLUMN journal_entries.source_id IS 'Id of that document';
COMMENT ON COLUMN journal_entries.total_debit_cents IS 'US cents, kept by trigger on the lines';
COMMENT ON COLUMN journal_entries.total_credit_cents IS 'US cents, kept by trigger on the lines';
COMMENT ON COLUMN journal_entries.reversed_entry_id IS 'The entry that this one takes back';

CREATE INDEX idx_journal_entries_fiscal_year_fiscal_month ON journal_entries (fiscal_year, fiscal_month);
CREATE INDEX idx_journal_entries_status ON journal_entries (status);
CREATE INDEX idx_journal_entries_entry_date ON journal_entries (entry_date);
CREATE INDEX idx_journal_entries_fiscal_period_id ON journal_entries (fiscal_period_id);
CREATE INDEX idx_journal_entries_created_by ON journal_entries (created_by);
CREATE INDEX idx_journal_entries_approved_by ON journal_entries (approved_by);
CREATE INDEX idx_journal_entries_posted_by ON journal_entries (posted_by);
CREATE INDEX idx_journal_entries_reversed_entry_id ON journal_entries (reversed_entry_id);

CREATE TRIGGER update_journal_entries_updated_at BEFORE UPDATE ON journal_entries
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

ALTER TABLE journal_entries ENABLE ROW LEVEL SECURITY;
CREATE POLICY journal_entries_service ON journal_entries FOR ALL TO service_role USING (true) WITH CHECK (true);

CREATE TABLE cost_entries (
    id                      uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    date                    date NOT NULL,
    category                text NOT NULL
                            CHECK (category IN ('infrastructure', 'ai_services', 'development_tools', 'marketing',
                                                'personnel', 'professional_services', 'other')),
    description             text NOT NULL,
    amount                  bigint NOT NULL CHECK (amount >= 0),
    currency                text NOT NULL DEFAULT 'USD',
    vendor                  text,
    gl_account_id           uuid REFERENCES gl_accounts (id) ON DELETE SET NULL,
    cost_type               text NOT NULL DEFAULT 'variable' CHECK (cost_type IN ('fixed', 'variable', 'one_time')),
    is_recurring            boolean NOT NULL DEFAULT false,
    recurrence_period       text CHECK (recurrence_period IN ('monthly', 'quarterly', 'annual')),
    fiscal_year             integer NOT NULL,
    fiscal_month            integer NOT NULL CHECK (fiscal_month BETWEEN 1 AND 12),
    is_product_development  boolean NOT NULL DEFAULT false,
    invoice_number          text,
    receipt_url             text,
    notes                   text,
    created_by              uuid REFERENCES auth.users (id) ON DELETE SET NULL,
    created_at              timestamptz NOT NULL DEFAULT now(),
    updated_at              timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE cost_entries IS 'Costs as they are booked day by day, before or beside the journal';
COMMENT ON COLUMN cost_entries.amount IS 'US cents';
COMMENT ON COLUMN cost_entries.fiscal_year IS 'Filled from date when not given';
COMMENT ON COLUMN cost_entries.fiscal_month IS 'Filled from date when not given; 1 to 12';
COMMENT ON COLUMN cost_entries.is_product_development IS 'Counts as product development, whatever the category';

CREATE INDEX idx_cost_entries_fiscal_year_fiscal_month ON cost_entries (fiscal_year, fiscal_month);
CREATE INDEX idx_cost_entries_gl_account_id ON cost_entries (gl_account_id);
CREATE INDEX idx_cost_entries_created_by ON cost_entries (created_by);

CREATE TRIGGER update_cost_entries_updated_at BEFORE UPDATE ON cost_entries
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

ALTER TABLE cost_entries ENABLE ROW LEVEL SECURITY;
CREATE POLICY cost_entries_service ON cost_entries FOR ALL TO service_role USING (true) WITH CHECK (true);

CREATE TABLE revenue_transactions (
    id                 uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    date               date NOT NULL,
    revenue_stream     text NOT NULL CHECK (revenue_stream IN ('subscription', 'al_tokens', 'advertising', 'other')),
    amount             bigint NOT NULL,
    currency           text NOT NULL DEFAULT 'USD',
    customer_id        uuid REFERENCES auth.users (id) ON DELETE SET NULL,
    gl_account_id      uuid REFERENCES gl_accounts (id) ON DELETE SET NULL,
    description        text,
    stripe_payment_id  text UNIQUE,
    fiscal_year        integer NOT NULL,
    fiscal_month       integer NOT NULL CHECK (fiscal_month BETWEEN 1 AND 12),
    metadata           jsonb NOT NULL DEFAULT '{}',
    created_at         timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE revenue_transactions IS 'Payments received; refunds are negative';
COMMENT ON COLUMN revenue_transactions.amount IS 'US cents';
COMMENT ON COLUMN revenue_transactions.stripe_payment_id IS 'Id at the payment provider';
COMMENT ON COLUMN revenue_transactions.fiscal_year IS 'Filled from date when not given';
COMMENT ON COLUMN revenue_transactions.fiscal_month IS 'Filled from date when not given; 1 to 12';

CREATE INDEX idx_revenue_transactions_fiscal_year_fiscal_month ON revenue_transactions (fiscal_year, fiscal_month);
CREATE INDEX idx_revenue_transactions_date ON revenue_transactions (date);
CREATE INDEX idx_revenue_transactions_customer_id ON revenue_transactions (customer_id);
CREATE INDEX idx_revenue_transactions_gl_account_id ON revenue_transactions (gl_account_id);

ALTER TABLE revenue_transactions ENABLE ROW LEVEL SECURITY;
CREATE POLICY revenue_transactions_service ON revenue_transactions FOR ALL TO service_role
    USING (true)
    WITH CHECK (true);

CREATE TABLE journal_entry_lines (
    id                      uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    journal_entry_id        uuid NOT NULL REFERENCES journal_entries (id) ON DELETE CASCADE,
    line_number             integer NOT NULL DEFAULT 1,
    account_id              uuid NOT NULL REFERENCES gl_accounts (id),
    description             text,
    debit                   bigint NOT NULL DEFAULT 0 CHECK (debit >= 0),
    credit                  bigint NOT NULL DEFAULT 0,
    currency                text NOT NULL DEFAULT 'USD',
    vendor                  text,
    cost_entry_id           uuid REFERENCES cost_entries (id) ON DELETE SET NULL,
    revenue_transaction_id  uuid REFERENCES revenue_transactions (id) ON DELETE SET NULL,
    metadata                jsonb NOT NULL DEFAULT '{}',
    is_reconciled           boolean NOT NULL DEFAULT false,
    created_at              timestamptz NOT NULL DEFAULT now(),
    updated_at              timestamptz NOT NULL DEFAULT now(),
    UNIQUE (journal_entry_id, line_number),
    CHECK (credit >= 0 AND NOT (debit > 0 AND credit > 0))
);

COMMENT ON TABLE journal_entry_lines IS 'Lines of journal entries: an account with an amount on one side';
COMMENT ON COLUMN journal_entry_lines.debit IS 'US cents; either debit or credit is zero';
COMMENT ON COLUMN journal_entry_lines.credit IS 'US cents; either debit or credit is zero';
COMMENT ON COLUMN journal_entry_lines.is_reconciled IS 'Found on a bank statement; may be set on posted lines';

CREATE INDEX idx_journal_entry_lines_journal_entry_id ON journal_entry_lines (journal_entry_id);
CREATE INDEX idx_journal_entry_lines_account_id ON journal_entry_lines (account_id);
CREATE INDEX idx_journal_entry_lines_cost_entry_id ON journal_entry_lines (cost_entry_id);
CREATE INDEX idx_journal_entry_lines_revenue_transaction_id ON journal_entry_lines (revenue_transaction_id);

CREATE TRIGGER update_journal_entry_lines_updated_at BEFORE UPDATE ON journal_entry_lines
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

ALTER TABLE journal_entry_lines ENABLE ROW LEVEL SECURITY;
CREATE POLICY journal_entry_lines_service ON journal_entry_lines FOR ALL TO service_role
    USING (true)
    WITH CHECK (true);

-- Trigger: fiscal year and month follow the date of a cost or payment.
CREATE FUNCTION fill_fiscal_month() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
AS $$
BEGIN
    NEW.fiscal_year := coalesce(NEW.fiscal_year, extract(year FROM NEW.date));
    NEW.fiscal_month := coalesce(NEW.fiscal_month, extract(month FROM NEW.date));
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION fill_fiscal_month() IS
    'Trigger: fills fiscal_year and fiscal_month from date when they are not given';

CREATE TRIGGER fill_fiscal_month BEFORE INSERT OR UPDATE ON cost_entries
    FOR EACH ROW EXECUTE FUNCTION fill_fiscal_month();
CREATE TRIGGER fill_fiscal_month BEFORE INSERT OR UPDATE ON revenue_transactions
    FOR EACH ROW EXECUTE FUNCTION fill_fiscal_month();

-- Trigger: the rules of posting.  An entry can be posted when its lines balance and
-- its period is open, and stays as it is from then on.
CREATE FUNCTION validate_journal_entry_balance() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
AS $$
DECLARE
    v_posted  boolean := TG_OP <> 'INSERT' AND OLD.status = 'posted';
    v_period  fiscal_periods;
    v_account text;
    v_debit   numeric;
    v_credit  numeric;
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF v_posted THEN
            RAISE EXCEPTION 'entry % is posted and cannot be deleted', OLD.entry_number
                USING errcode = 'check_violation', hint = 'Take it back with an entry of type reversing.';
        END IF;
        RETURN OLD;
    END IF;

    NEW.fiscal_year := coalesce(NEW.fiscal_year, extract(year FROM NEW.entry_date));
    NEW.fiscal_month := coalesce(NEW.fiscal_month, extract(month FROM NEW.entry_date));
    SELECT * INTO v_period
      FROM fiscal_periods p
     WHERE p.fiscal_year = NEW.fiscal_year AND p.fiscal_month = NEW.fiscal_month
       -- nobody closes the period while an entry is on its way into it
       FOR SHARE;
    NEW.fiscal_period_id := v_period.id;

    IF v_posted AND (NEW.entry_number, NEW.entry_date, NEW.entry_type, NEW.fiscal_year, NEW.fiscal_month,
                     NEW.currency, NEW.total_debit_cents, NEW.total_credit_cents)
                    IS DISTINCT FROM
                    (OLD.entry_number, OLD.entry_date, OLD.entry_type, OLD.fiscal_year, OLD.fiscal_month,
                     OLD.currency, OLD.total_debit_cents, OLD.total_credit_cents) THEN
        RAISE EXCEPTION 'entry % is posted and cannot be changed', OLD.entry_number
            USING errcode = 'check_violation', hint = 'Take it back with an entry of type reversing.';
    END IF;
    IF v_posted AND NEW.status = 'draft' THEN
        RAISE EXCEPTION 'entry % is posted and cannot become a draft again', OLD.entry_number
            USING errcode = 'check_violation', hint = 'Void it, or take it back with an entry of type reversing.';
    END IF;
    IF v_posted = (NEW.status = 'posted') THEN
        RETURN NEW;
    END IF;

    -- the entry enters the books or leaves them
    IF v_period.id IS NULL THEN
        RAISE EXCEPTION 'there is no fiscal period %-%', NEW.fiscal_year, lpad(NEW.fiscal_month::text, 2, '0')
            USING errcode = 'check_violation', hint = 'generate_fiscal_periods() makes periods.';
    END IF;
    IF v_period.is_closed THEN
        RAISE EXCEPTION 'the period % is closed', v_period.period_name
            USING errcode = 'check_violation', hint = 'Use a date in an open period.';
    END IF;
    IF NEW.status = 'posted' THEN
        IF NEW.entry_date NOT BETWEEN v_period.start_date AND v_period.end_date THEN
            RAISE EXCEPTION 'the date % of entry % is not in the period %',
                            NEW.entry_date, NEW.entry_number, v_period.period_name
                USING errcode = 'check_violation';
        END IF;
        SELECT coalesce(sum(l.debit), 0), coalesce(sum(l.credit), 0)
          INTO v_debit, v_credit
          FROM journal_entry_lines l
         WHERE l.journal_entry_id = NEW.id;
        IF v_debit <> v_credit THEN
            RAISE EXCEPTION 'entry % does not balance: debits % cents, credits % cents',
                            NEW.entry_number, v_debit, v_credit
                USING errcode = 'check_violation';
        END IF;
        IF v_debit = 0 THEN
            RAISE EXCEPTION 'entry % has nothing to post', NEW.entry_number
                USING errcode = 'check_violation', hint = 'Write a draft, add its lines, then post it.';
        END IF;
        SELECT a.account_code INTO v_account
          FROM journal_entry_lines l
          JOIN gl_accounts a ON a.id = l.account_id
         WHERE l.journal_entry_id = NEW.id AND NOT a.is_active
         LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'entry % uses the account %, which is not active', NEW.entry_number, v_account
                USING errcode = 'check_violation';
        END IF;
        NEW.total_debit_cents := v_debit;
        NEW.total_credit_cents := v_credit;
        NEW.posted_at := coalesce(NEW.posted_at, now());
        NEW.posted_by := coalesce(NEW.posted_by, auth.uid());
    END IF;
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION validate_journal_entry_balance() IS
    'Trigger: an entry is posted only when it balances and its period is open, and then stays as it is';

CREATE TRIGGER validate_journal_entry_balance BEFORE INSERT OR UPDATE OR DELETE ON journal_entries
    FOR EACH ROW EXECUTE FUNCTION validate_journal_entry_balance();

-- Trigger: lines of drafts may change; of posted lines only what ties them to other
-- records.  The entry is locked, so that it cannot be posted while a line is written.
CREATE FUNCTION guard_journal_entry_line() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
AS $$
DECLARE
    v_free  text[] := ARRAY['is_reconciled', 'metadata', 'cost_entry_id', 'revenue_transaction_id', 'updated_at'];
    v_entry journal_entries;
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - v_free = to_jsonb(OLD) - v_free THEN
        RETURN NEW;
    END IF;
    FOR v_entry IN
        SELECT * FROM journal_entries e
         WHERE e.id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.journal_entry_id END,
                        CASE WHEN TG_OP <> 'DELETE' THEN NEW.journal_entry_id END)
           FOR no key UPDATE
    LOOP
        IF v_entry.status <> 'draft' THEN
            RAISE EXCEPTION 'entry % is %, its lines cannot be changed', v_entry.entry_number, v_entry.status
                USING errcode = 'check_violation', hint = 'Take it back with an entry of type reversing.';
        END IF;
    END LOOP;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION guard_journal_entry_line() IS 'Trigger: refuses changes to lines of entries that are not drafts';

CREATE TRIGGER guard_journal_entry_line BEFORE INSERT OR UPDATE OR DELETE ON journal_entry_lines
    FOR EACH ROW EXECUTE FUNCTION guard_journal_entry_line();

-- Trigger: the entry carries the sums of its lines.
CREATE FUNCTION sum_journal_entry_lines() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
AS $$
BEGIN
    UPDATE journal_entries e
       SET total_debit_cents = s.debit, total_credit_cents = s.credit
      FROM (SELECT w.id, coalesce(sum(l.debit), 0) AS debit, coalesce(sum(l.credit), 0) AS credit
              FROM (SELECT CASE WHEN TG_OP <> 'INSERT' THEN OLD.journal_entry_id END AS id
                    UNION
                    SELECT CASE WHEN TG_OP <> 'DELETE' THEN NEW.journal_entry_id END) AS w
              LEFT JOIN journal_entry_lines l ON l.journal_entry_id = w.id
             GROUP BY w.id) AS s
     WHERE e.id = s.id AND (e.total_debit_cents, e.total_credit_cents) IS DISTINCT FROM (s.debit, s.credit);
    RETURN NULL;
END
$$;

COMMENT ON FUNCTION sum_journal_entry_lines() IS 'Trigger: keeps the totals of journal_entries';

CREATE TRIGGER sum_journal_entry_lines
    AFTER INSERT OR DELETE OR UPDATE OF journal_entry_id, debit, credit ON journal_entry_lines
    FOR EACH ROW EXECUTE FUNCTION sum_journal_entry_lines();

-- Trigger: an account is retired empty.  The trial balance shows active accounts
-- only; one that left with a balance would unbalance it.
CREATE FUNCTION guard_gl_account() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
AS $$
DECLARE
    v_balance numeric;
BEGIN
    SELECT sum(l.debit - l.credit) INTO v_balance
      FROM journal_entry_lines l
      JOIN journal_entries e ON e.id = l.journal_entry_id
     WHERE l.account_id = NEW.id AND e.status = 'posted';
    IF v_balance <> 0 THEN
        RAISE EXCEPTION 'the account % still holds % cents', NEW.account_code, abs(v_balance)
            USING errcode = 'check_violation', hint = 'Move the balance to another account first.';
    END IF;
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION guard_gl_account() IS 'Trigger: refuses to retire an account that holds a balance';

CREATE TRIGGER guard_gl_account BEFORE UPDATE OF is_active ON gl_accounts
    FOR EACH ROW WHEN (OLD.is_active AND NOT NEW.is_active) EXECUTE FUNCTION guard_gl_account();

-- Statements ----------------------------------------------------------------------------------------------------------

CREATE TABLE balance_sheet_snapshots (
    id                                  uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    fiscal_year                         integer NOT NULL,
    fiscal_month                        integer NOT NULL CHECK (fiscal_month BETWEEN 1 AND 12),
    fiscal_period_id                    uuid REFERENCES fiscal_periods (id),
    snapshot_date                       date NOT NULL,

    -- current assets
    cash_and_equivalents_cents          bigint NOT NULL DEFAULT 0,
    short_term_investments_cents        bigint NOT NULL DEFAULT 0,
    accounts_receivable_cents           bigint NOT NULL DEFAULT 0,
    allowance_doubtful_accounts_cents   bigint NOT NULL DEFAULT 0,
    prepaid_expenses_cents              bigint NOT NULL DEFAULT 0,
    other_current_assets_cents          bigint NOT NULL DEFAULT 0,
    total_current_assets_cents          bigint NOT NULL DEFAULT 0,

    -- fixed and intangible assets
    computer_equipment_cents            bigint NOT NULL DEFAULT 0,
    furniture_fixtures_cents            bigint NOT NULL DEFAULT 0,
    accumulated_depreciation_cents      bigint NOT NULL DEFAULT 0,
    net_fixed_assets_cents              bigint NOT NULL DEFAULT 0,
    capitalized_software_cents          bigint NOT NULL DEFAULT 0,
    domain_trademark_cents              bigint NOT NULL DEFAULT 0,
    accumulated_amortization_cents      bigint NOT NULL DEFAULT 0,
    net_intangible_assets_cents         bigint NOT NULL DEFAULT 0,

    -- other assets
    security_deposits_cents             bigint NOT NULL DEFAULT 0,
    other_assets_cents                  bigint NOT NULL DEFAULT 0,
    total_assets_cents                  bigint NOT NULL DEFAULT 0,

    -- current liabilities
    accounts_payable_cents              bigint NOT NULL DEFAULT 0,
    credit_card_payable_cents           bigint NOT NULL DEFAULT 0,
    accrued_liabilities_cents           bigint NOT NULL DEFAULT 0,
    accrued_payroll_cents               bigint NOT NULL DEFAULT 0,
    sales_tax_payable_cents             bigint NOT NULL DEFAULT 0,
    income_tax_payable_cents            bigint NOT NULL DEFAULT 0,
    deferred_revenue_cents              bigint NOT NULL DEFAULT 0,
    current_portion_debt_cents          bigint NOT NULL DEFAULT 0,
    other_current_liabilities_cents     bigint NOT NULL DEFAULT 0,
    total_current_liabilities_cents     bigint NOT NULL DEFAULT 0,

    -- long-term liabilities
    long_term_debt_cents                bigint NOT NULL DEFAULT 0,
    owner_loans_cents                   bigint NOT NULL DEFAULT 0,
    other_long_term_liabilities_cents   bigint NOT NULL DEFAULT 0,
    total_long_term_liabilities_cents   bigint NOT NULL DEFAULT 0,
    total_liabilities_cents             bigint NOT NULL DEFAULT 0,

    -- equity
    common_stock_cents                  bigint NOT NULL DEFAULT 0,
    additional_paid_in_capital_cents    bigint NOT NULL DEFAULT 0,
    owner_contributions_cents           bigint NOT NULL DEFAULT 0,
    owner_distributions_cents           bigint NOT NULL DEFAULT 0,
    retained_earnings_prior_cents       bigint NOT NULL DEFAULT 0,
    current_year_net_income_cents       bigint NOT NULL DEFAULT 0,
    total_equity_cents                  bigint NOT NULL DEFAULT 0,

    -- checks and ratios
    total_liabilities_and_equity_cents  bigint NOT NULL DEFAULT 0,
    balance_difference_cents            bigint NOT NULL DEFAULT 0,
    is_balanced                         boolean NOT NULL DEFAULT false,
    current_ratio                       numeric(10,4),
    quick_ratio                         numeric(10,4),
    debt_to_equity_ratio                numeric(10,4),
    working_capital_cents               bigint NOT NULL DEFAULT 0,
    notes                               text,
    created_at                          timestamptz NOT NULL DEFAULT now(),
    updated_at                          timestamptz NOT NULL DEFAULT now(),
    UNIQUE (fiscal_year, fiscal_month)
);

COMMENT ON TABLE balance_sheet_snapshots IS
    'Balance sheets at the end of a month, written by generate_balance_sheet_snapshot(). Amounts are US '
    'cents; allowances, depreciation, amortization and distributions are positive figures that are taken off';
COMMENT ON COLUMN balance_sheet_snapshots.retained_earnings_prior_cents IS
    'Results of earlier years, whether or not a closing entry has moved them';
COMMENT ON COLUMN balance_sheet_snapshots.current_year_net_income_cents IS
    'Result of the fiscal year up to the snapshot';
COMMENT ON COLUMN balance_sheet_snapshots.balance_difference_cents IS
    'Assets less liabilities and equity; 0 when balanced';
COMMENT ON COLUMN balance_sheet_snapshots.current_ratio IS
    'Current assets to current liabilities; empty without liabilities';
COMMENT ON COLUMN balance_sheet_snapshots.quick_ratio IS
    'Cash, short-term investments and net receivables to current liabilities';
COMMENT ON COLUMN balance_sheet_snapshots.debt_to_equity_ratio IS 'Liabilities to equity; empty without equity';
COMMENT ON COLUMN balance_sheet_snapshots.working_capital_cents IS 'Current assets less current liabilities';

CREATE INDEX idx_balance_sheet_snapshots_fiscal_period_id ON balance_sheet_snapshots (fiscal_period_id);

CREATE TRIGGER update_balance_sheet_snapshots_updated_at BEFORE UPDATE ON balance_sheet_snapshots
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

ALTER TABLE balance_sheet_snapshots ENABLE ROW LEVEL SECURITY;
CREATE POLICY balance_sheet_snapshots_service ON balance_sheet_snapshots FOR ALL TO service_role
    USING (true)
    WITH CHECK (true);

CREATE TABLE cash_flow_summary (
    id                                   uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    fiscal_year                          integer NOT NULL,
    fiscal_month                         integer NOT NULL CHECK (fiscal_month BETWEEN 1 AND 12),
    fiscal_period_id                     uuid REFERENCES fiscal_periods (id),
    period_start_date                    date NOT NULL,
    period_end_date                      date NOT NULL,

    -- operating activities
    net_income_cents                     bigint NOT NULL DEFAULT 0,
    depreciation_cents                   bigint NOT NULL DEFAULT 0,
    amortization_cents                   bigint NOT NULL DEFAULT 0,
    stock_compensation_cents             bigint NOT NULL DEFAULT 0,
    bad_debt_expense_cents               bigint NOT NULL DEFAULT 0,
    gain_loss_asset_disposal_cents       bigint NOT NULL DEFAULT 0,
    other_noncash_adjustments_cents      bigint NOT NULL DEFAULT 0,
    total_noncash_adjustments_cents      bigint NOT NULL DEFAULT 0,

    -- changes in working capital
    change_accounts_receivable_cents     bigint NOT NULL DEFAULT 0,
    change_prepaid_expenses_cents        bigint NOT NULL DEFAULT 0,
    change_other_current_assets_cents    bigint NOT NULL DEFAULT 0,
    change_accounts_payable_cents        bigint NOT NULL DEFAULT 0,
    change_accrued_liabilities_cents     bigint NOT NULL DEFAULT 0,
    change_credit_card_payable_cents     bigint NOT NULL DEFAULT 0,
    change_deferred_revenue_cents        bigint NOT NULL DEFAULT 0,
    change_taxes_payable_cents           bigint NOT NULL DEFAULT 0,
    change_other_liabilities_cents       bigint NOT NULL DEFAULT 0,
    total_working_capital_changes_cents  bigint NOT NULL DEFAULT 0,
    net_cash_from_operating_cents        bigint NOT NULL DEFAULT 0,

    -- investing activities
    capitalized_software_cents           bigint NOT NULL DEFAULT 0,
    purchase_equipment_cents             bigint NOT NULL DEFAULT 0,
    purchase_intangibles_cents           bigint NOT NULL DEFAULT 0,
    purchase_investments_cents           bigint NOT NULL DEFAULT 0,
    proceeds_asset_sales_cents           bigint NOT NULL DEFAULT 0,
    other_investing_cents                bigint NOT NULL DEFAULT 0,
    net_cash_from_investing_cents        bigint NOT NULL DEFAULT 0,

    -- financing activities
    proceeds_stock_issuance_cents        bigint NOT NULL DEFAULT 0,
    proceeds_debt_cents                  bigint NOT NULL DEFAULT 0,
    repayment_debt_cents                 bigint NOT NULL DEFAULT 0,
    owner_loans_net_cents                bigint NOT NULL DEFAULT 0,
    owner_contributions_cents            bigint NOT NULL DEFAULT 0,
    owner_distributions_cents            bigint NOT NULL DEFAULT 0,
    other_financing_cents                bigint NOT NULL DEFAULT 0,
    net_cash_from_financing_cents        bigint NOT NULL DEFAULT 0,

    -- cash
    net_change_in_cash_cents             bigint NOT NULL DEFAULT 0,
    beginning_cash_cents                 bigint NOT NULL DEFAULT 0,
    ending_cash_cents                    bigint NOT NULL DEFAULT 0,
    cash_change_matches                  boolean NOT NULL DEFAULT false,
    interest_paid_cents                  bigint NOT NULL DEFAULT 0,
    income_taxes_paid_cents              bigint NOT NULL DEFAULT 0,
    notes                                text,
    created_at                           timestamptz NOT NULL DEFAULT now(),
    updated_at                           timestamptz NOT NULL DEFAULT now(),
    UNIQUE (fiscal_year, fiscal_month)
);

COMMENT ON TABLE cash_flow_summary IS
    'Cash flow statements by month, indirect method, written by generate_cash_flow_statement(). Amounts are '
    'US cents; what takes cash out is negative';
COMMENT ON COLUMN cash_flow_summary.gain_loss_asset_disposal_cents IS
    'Losses on disposals less gains, which the proceeds contain';
COMMENT ON COLUMN cash_flow_summary.beginning_cash_cents IS
    'Ending cash of the month before; 0 when that is not there';
COMMENT ON COLUMN cash_flow_summary.cash_change_matches IS 'Whether ending cash is what the cash accounts hold';

CREATE INDEX idx_cash_flow_summary_fiscal_period_id ON cash_flow_summary (fiscal_period_id);

CREATE TRIGGER update_cash_flow_summary_updated_at BEFORE UPDATE ON cash_flow_summary
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

ALTER TABLE cash_flow_summary ENABLE ROW LEVEL SECURITY;
CREATE POLICY cash_flow_summary_service ON cash_flow_summary FOR ALL TO service_role USING (true) WITH CHECK (true);

CREATE TABLE bank_reconciliations (
    id                                 uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    gl_account_id                      uuid NOT NULL REFERENCES gl_accounts (id),
    bank_name                          text,
    fiscal_period_id                   uuid REFERENCES fiscal_periods (id),
    fiscal_year                        integer NOT NULL,
    fiscal_month                       integer NOT NULL CHECK (fiscal_month BETWEEN 1 AND 12),
    statement_date                     date NOT NULL,
    statement_beginning_balance_cents  bigint NOT NULL DEFAULT 0,
    statement_ending_balance_cents     bigint NOT NULL DEFAULT 0,
    book_balance_cents                 bigint NOT NULL DEFAULT 0,
    deposits_in_transit_cents          bigint NOT NULL DEFAULT 0,
    outstanding_payments_cents         bigint NOT NULL DEFAULT 0,
    bank_fees_cents                    bigint NOT NULL DEFAULT 0,
    interest_earned_cents              bigint NOT NULL DEFAULT 0,
    adjusted_bank_balance_cents        bigint NOT NULL DEFAULT 0,
    adjusted_book_balance_cents        bigint NOT NULL DEFAULT 0,
    difference_cents                   bigint NOT NULL DEFAULT 0,
    status                             text NOT NULL DEFAULT 'open'
                                       CHECK (status IN ('open', 'in_progress', 'reconciled')),
    reconciled_by                      uuid REFERENCES auth.users (id) ON DELETE SET NULL,
    reconciled_at                      timestamptz,
    notes                              text,
    created_at                         timestamptz NOT NULL DEFAULT now(),
    updated_at                         timestamptz NOT NULL DEFAULT now(),
    UNIQUE (gl_account_id, fiscal_year, fiscal_month)
);

COMMENT ON TABLE bank_reconciliations IS
    'Bank statements compared with the books, one for each account and month. Amounts are US cents';

CREATE INDEX idx_bank_reconciliations_fiscal_period_id ON bank_reconciliations (fiscal_period_id);
CREATE INDEX idx_bank_reconciliations_reconciled_by ON bank_reconciliations (reconciled_by);

CREATE TRIGGER update_bank_reconciliations_updated_at BEFORE UPDATE ON bank_reconciliations
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

ALTER TABLE bank_reconciliations ENABLE ROW LEVEL SECURITY;
CREATE POLICY bank_reconciliations_service ON bank_reconciliations FOR ALL TO service_role
    USING (true)
    WITH CHECK (true);

CREATE TABLE monthly_financial_reports (
    id                               uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    fiscal_year                      integer NOT NULL,
    fiscal_month                     integer NOT NULL CHECK (fiscal_month BETWEEN 1 AND 12),
    fiscal_period_id                 uuid REFERENCES fiscal_periods (id),
    report_date                      date NOT NULL,

    -- income statement
    subscription_revenue_cents       bigint NOT NULL DEFAULT 0,
    al_credits_revenue_cents         bigint NOT NULL DEFAULT 0,
    advertising_revenue_cents        bigint NOT NULL DEFAULT 0,
    other_revenue_cents              bigint NOT NULL DEFAULT 0,
    total_revenue_cents              bigint NOT NULL DEFAULT 0,
    total_cogs_cents                 bigint NOT NULL DEFAULT 0,
    gross_profit_cents               bigint NOT NULL DEFAULT 0,
    gross_margin_percent             numeric(7,2),
    total_operating_expenses_cents   bigint NOT NULL DEFAULT 0,
    total_rd_cents                   bigint NOT NULL DEFAULT 0,
    operating_income_cents           bigint NOT NULL DEFAULT 0,
    operating_margin_percent         numeric(7,2),
    other_income_cents               bigint NOT NULL DEFAULT 0,
    other_expense_cents              bigint NOT NULL DEFAULT 0,
    pretax_income_cents              bigint NOT NULL DEFAULT 0,
    tax_cents                        bigint NOT NULL DEFAULT 0,
    net_income_cents                 bigint NOT NULL DEFAULT 0,
    net_margin_percent               numeric(7,2),

    -- balance sheet
    total_current_assets_cents       bigint NOT NULL DEFAULT 0,
    total_assets_cents               bigint NOT NULL DEFAULT 0,
    total_current_liabilities_cents  bigint NOT NULL DEFAULT 0,
    total_liabilities_cents          bigint NOT NULL DEFAULT 0,
    total_equity_cents               bigint NOT NULL DEFAULT 0,
    is_balanced                      boolean NOT NULL DEFAULT false,
    current_ratio                    numeric(10,4),
    quick_ratio                      numeric(10,4),
    debt_to_equity_ratio             numeric(10,4),
    working_capital_cents            bigint NOT NULL DEFAULT 0,

    -- cash flow
    net_cash_operating_cents         bigint NOT NULL DEFAULT 0,
    net_cash_investing_cents         bigint NOT NULL DEFAULT 0,
    net_cash_financing_cents         bigint NOT NULL DEFAULT 0,
    net_change_in_cash_cents         bigint NOT NULL DEFAULT 0,
    beginning_cash_cents             bigint NOT NULL DEFAULT 0,
    ending_cash_cents                bigint NOT NULL DEFAULT 0,

    -- business
    total_users                      integer NOT NULL DEFAULT 0,
    paying_users                     integer NOT NULL DEFAULT 0,
    new_users                        integer NOT NULL DEFAULT 0,
    churned_users                    integer NOT NULL DEFAULT 0,
    churn_rate_percent               numeric(7,2),
    conversion_rate_percent          numeric(7,2),
    mrr_cents                        bigint NOT NULL DEFAULT 0,
    arr_cents                        bigint NOT NULL DEFAULT 0,
    arpu_cents                       bigint NOT NULL DEFAULT 0,
    ltv_cents                        bigint NOT NULL DEFAULT 0,
    cac_cents                        bigint NOT NULL DEFAULT 0,
    ltv_cac_ratio                    numeric(10,4),
    burn_rate_cents                  bigint NOT NULL DEFAULT 0,
    runway_months                    numeric(7,2),

    -- made from
    balance_sheet_snapshot_id        uuid REFERENCES balance_sheet_snapshots (id) ON DELETE SET NULL,
    cash_flow_summary_id             uuid REFERENCES cash_flow_summary (id) ON DELETE SET NULL,
    status                           text NOT NULL DEFAULT 'draft'
                                     CHECK (status IN ('draft', 'generated', 'reviewed', 'published')),
    warnings                         jsonb NOT NULL DEFAULT '[]',
    generated_by                     text,
    notes                            text,
    generated_at                     timestamptz,
    created_at                       timestamptz NOT NULL DEFAULT now(),
    updated_at                       timestamptz NOT NULL DEFAULT now(),
    UNIQUE (fiscal_year, fiscal_month)
);

COMMENT ON TABLE monthly_financial_reports IS
    'Monthly reports: result, balance sheet, cash flow and business figures, written by '
    'run_monthly_financial_close(). Amounts are US cents';
COMMENT ON COLUMN monthly_financial_reports.paying_users IS
    'Users with a paid tier whose subscription is active or in trial';
COMMENT ON COLUMN monthly_financial_reports.mrr_cents IS
    'Monthly recurring revenue: subscription revenue of the month';
COMMENT ON COLUMN monthly_financial_reports.arr_cents IS 'Twelve times mrr_cents';
COMMENT ON COLUMN monthly_financial_reports.arpu_cents IS 'Revenue by paying user';
COMMENT ON COLUMN monthly_financial_reports.ltv_cents IS 'arpu_cents times gross margin by churn rate';
COMMENT ON COLUMN monthly_financial_reports.cac_cents IS 'Marketing expenses by new user';
COMMENT ON COLUMN monthly_financial_reports.burn_rate_cents IS 'Cash that operations took; 0 when they brought cash';
COMMENT ON COLUMN monthly_financial_reports.runway_months IS 'Ending cash by burn rate; empty when nothing is burnt';
COMMENT ON COLUMN monthly_financial_reports.warnings IS
    'JSON array of texts: what a reader should know about the figures';

CREATE INDEX idx_monthly_financial_reports_fiscal_period_id ON monthly_financial_reports (fiscal_period_id);
CREATE INDEX idx_monthly_financial_reports_balance_sheet_snapshot_id
    ON monthly_financial_reports (balance_sheet_snapshot_id);
CREATE INDEX idx_monthly_financial_reports_cash_flow_summary_id ON monthly_financial_reports (cash_flow_summary_id);

CREATE TRIGGER update_monthly_financial_reports_updated_at BEFORE UPDATE ON monthly_financial_reports
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

ALTER TABLE monthly_financial_reports ENABLE ROW LEVEL SECURITY;
CREATE POLICY monthly_financial_reports_select ON monthly_financial_reports FOR SELECT TO authenticated
    USING ((SELECT is_admin()));
CREATE POLICY monthly_financial_reports_insert ON monthly_financial_reports FOR INSERT TO authenticated
    WITH CHECK ((SELECT is_admin()));
CREATE POLICY monthly_financial_reports_update ON monthly_financial_reports FOR UPDATE TO authenticated
    USING ((SELECT is_admin()))
    WITH CHECK ((SELECT is_admin()));
CREATE POLICY monthly_financial_reports_service ON monthly_financial_reports FOR ALL TO service_role
    USING (true)
    WITH CHECK (true);

CREATE TABLE monthly_financials (
    id                                uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    fiscal_year                       integer NOT NULL,
    fiscal_month                      integer NOT NULL CHECK (fiscal_month BETWEEN 1 AND 12),
    total_revenue_cents               bigint NOT NULL DEFAULT 0,
    revenue_subscriptions_cents       bigint NOT NULL DEFAULT 0,
    revenue_al_tokens_cents           bigint NOT NULL DEFAULT 0,
    revenue_advertising_cents         bigint NOT NULL DEFAULT 0,
    revenue_other_cents               bigint NOT NULL DEFAULT 0,
    cost_infrastructure_cents         bigint NOT NULL DEFAULT 0,
    cost_ai_services_cents            bigint NOT NULL DEFAULT 0,
    cost_development_tools_cents      bigint NOT NULL DEFAULT 0,
    cost_marketing_cents              bigint NOT NULL DEFAULT 0,
    cost_personnel_cents              bigint NOT NULL DEFAULT 0,
    cost_professional_services_cents  bigint NOT NULL DEFAULT 0,
    cost_other_cents                  bigint NOT NULL DEFAULT 0,
    total_fixed_costs_cents           bigint NOT NULL DEFAULT 0,
    total_variable_costs_cents        bigint NOT NULL DEFAULT 0,
    total_costs_cents                 bigint NOT NULL DEFAULT 0,
    product_dev_costs_cents           bigint NOT NULL DEFAULT 0,
    gross_profit_cents                bigint NOT NULL DEFAULT 0,
    gross_margin_percent              numeric(7,2),
    operating_income_cents            bigint NOT NULL DEFAULT 0,
    net_income_cents                  bigint NOT NULL DEFAULT 0,
    total_users                       integer NOT NULL DEFAULT 0,
    paying_users                      integer NOT NULL DEFAULT 0,
    new_users                         integer NOT NULL DEFAULT 0,
    churned_users                     integer NOT NULL DEFAULT 0,
    mrr_cents                         bigint NOT NULL DEFAULT 0,
    arpu_cents                        bigint NOT NULL DEFAULT 0,
    is_finalized                      boolean NOT NULL DEFAULT false,
    finalized_at                      timestamptz,
    notes                             text,
    created_at                        timestamptz NOT NULL DEFAULT now(),
    updated_at                        timestamptz NOT NULL DEFAULT now(),
    UNIQUE (fiscal_year, fiscal_month)
);

COMMENT ON TABLE monthly_financials IS
    'Simple monthly overview from cost_entries and revenue_transactions, kept by hand. Amounts are US cents';

CREATE TRIGGER update_monthly_financials_updated_at BEFORE UPDATE ON monthly_financials
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

ALTER TABLE monthly_financials ENABLE ROW LEVEL SECURITY;
CREATE POLICY monthly_financials_service ON monthly_financials FOR ALL TO service_role
    USING (true)
    WITH CHECK (true);

CREATE TABLE service_rates (
    id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    service_name    text NOT NULL,
    rate_type       text NOT NULL,
    rate            numeric(14,4) NOT NULL,
    unit            text NOT NULL,
    description     text,
    effective_date  date NOT NULL DEFAULT CURRENT_DATE,
    is_current      boolean NOT NULL DEFAULT true,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (service_name, rate_type, effective_date)
);

COMMENT ON TABLE service_rates IS 'What outside services charge';
COMMENT ON COLUMN service_rates.rate_type IS 'For example PER_1M_INPUT_TOKENS, PER_1M_OUTPUT_TOKENS, MONTHLY';
COMMENT ON COLUMN service_rates.rate IS 'US cents for one unit, with fractions';
COMMENT ON COLUMN service_rates.unit IS 'What the rate is for, for example 1M tokens or month';

CREATE TRIGGER update_service_rates_updated_at BEFORE UPDATE ON service_rates
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

ALTER TABLE service_rates ENABLE ROW LEVEL SECURITY;
CREATE POLICY service_rates_service ON service_rates FOR ALL TO service_role USING (true) WITH CHECK (true);

-- Audit log -----------------------------------------------------------------------------------------------------------

CREATE TABLE financial_audit_log (
    id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    action        text NOT NULL,
    table_name    text NOT NULL,
    record_id     text,
    changed_by    uuid REFERENCES auth.users (id) ON DELETE SET NULL,
    changes       jsonb NOT NULL DEFAULT '{}',
    fiscal_year   integer,
    fiscal_month  integer,
    performed_at  timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE financial_audit_log IS
    'Who changed what in the books, and when. Rows are added by triggers and stay';
COMMENT ON COLUMN financial_audit_log.action IS 'INSERT, UPDATE, DELETE or REPORT_GENERATED';
COMMENT ON COLUMN financial_audit_log.record_id IS 'Id of the changed row, as text';
COMMENT ON COLUMN financial_audit_log.changed_by IS
    'Account of the caller; empty for database roles without one, which changes names as login';
COMMENT ON COLUMN financial_audit_log.changes IS
    'login: the database role; row: the row that came or went; or changed: old and new value of each changed '
    'column';

CREATE INDEX idx_financial_audit_log_table_name_record_id ON financial_audit_log (table_name, record_id);
CREATE INDEX idx_financial_audit_log_performed_at ON financial_audit_log (performed_at DESC);
CREATE INDEX idx_financial_audit_log_changed_by ON financial_audit_log (changed_by);

ALTER TABLE financial_audit_log ENABLE ROW LEVEL SECURITY;
CREATE POLICY financial_audit_log_select ON financial_audit_log FOR SELECT TO authenticated
    USING ((SELECT is_admin()));
CREATE POLICY financial_audit_log_insert ON financial_audit_log FOR INSERT TO authenticated
    WITH CHECK ((SELECT is_admin()) AND changed_by = (SELECT auth.uid()));
CREATE POLICY financial_audit_log_service ON financial_audit_log FOR ALL TO service_role
    USING (true)
    WITH CHECK (true);

-- Trigger: writes a change to the audit log.  Runs as the owner, so that whoever may
-- change the books cannot do so unseen.
CREATE FUNCTION log_financial_change() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
DECLARE
    v_row     jsonb := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);
    v_changes jsonb;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT jsonb_object_agg(o.key, jsonb_build_object('old', o.value, 'new', v_row -> o.key))
          INTO v_changes
          FROM jsonb_each(to_jsonb(OLD)) AS o
         WHERE o.value IS DISTINCT FROM v_row -> o.key AND o.key <> 'updated_at';
        IF v_changes IS NULL THEN
            RETURN NULL;
        END IF;
        v_changes := jsonb_build_object('changed', v_changes);
    ELSE
        v_changes := jsonb_build_object('row', v_row);
    END IF;
    INSERT INTO financial_audit_log
           (action, table_name, record_id, changed_by, changes, fiscal_year, fiscal_month)
    SELECT TG_OP, TG_TABLE_NAME, v_row ->> 'id', (SELECT u.id FROM auth.users u WHERE u.id = auth.uid()),
           v_changes || jsonb_build_object('login', session_user),
           (v_row ->> 'fiscal_year')::integer, (v_row ->> 'fiscal_month')::integer;
    RETURN NULL;
END
$$;

COMMENT ON FUNCTION log_financial_change() IS 'Trigger: writes who changed what to financial_audit_log';

CREATE TRIGGER log_financial_change AFTER INSERT OR UPDATE OR DELETE ON gl_accounts
    FOR EACH ROW EXECUTE FUNCTION log_financial_change();
CREATE TRIGGER log_financial_change AFTER INSERT OR UPDATE OR DELETE ON fiscal_periods
    FOR EACH ROW EXECUTE FUNCTION log_financial_change();
CREATE TRIGGER log_financial_change AFTER INSERT OR UPDATE OR DELETE ON journal_entries
    FOR EACH ROW EXECUTE FUNCTION log_financial_change();
CREATE TRIGGER log_financial_change AFTER INSERT OR UPDATE OR DELETE ON journal_entry_lines
    FOR EACH ROW EXECUTE FUNCTION log_financial_change();
CREATE TRIGGER log_financial_change AFTER INSERT OR UPDATE OR DELETE ON cost_entries
    FOR EACH ROW EXECUTE FUNCTION log_financial_change();
CREATE TRIGGER log_financial_change AFTER INSERT OR UPDATE OR DELETE ON revenue_transactions
    FOR EACH ROW EXECUTE FUNCTION log_financial_change();
CREATE TRIGGER log_financial_change AFTER INSERT OR UPDATE OR DELETE ON bank_reconciliations
    FOR EACH ROW EXECUTE FUNCTION log_financial_change();

-- Trigger: a generated report leaves a trace of its own.
CREATE FUNCTION log_financial_report_generation() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
AS $$
BEGIN
    INSERT INTO financial_audit_log
           (action, table_name, record_id, changed_by, changes, fiscal_year, fiscal_month)
    SELECT 'REPORT_GENERATED', 'monthly_financial_reports', NEW.id::text,
           (SELECT u.id FROM auth.users u WHERE u.id = auth.uid()),
           jsonb_build_object('status', NEW.status, 'login', session_user), NEW.fiscal_year, NEW.fiscal_month;
    RETURN NULL;
END
$$;

COMMENT ON FUNCTION log_financial_report_generation() IS 'Trigger: writes a new monthly report to financial_audit_log';

CREATE TRIGGER log_financial_report_generation AFTER INSERT ON monthly_financial_reports
    FOR EACH ROW EXECUTE FUNCTION log_financial_report_generation();

-- Trigger: nobody rewrites the log.  Only the name of a deleted account goes.
CREATE FUNCTION guard_financial_audit_log() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.changed_by IS NULL
       AND to_jsonb(NEW) - 'changed_by' = to_jsonb(OLD) - 'changed_by' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the audit log can only be added to' USING errcode = 'insufficient_privilege';
END
$$;

COMMENT ON FUNCTION guard_financial_audit_log() IS 'Trigger: keeps the rows of financial_audit_log as they are';

CREATE TRIGGER guard_financial_audit_log BEFORE UPDATE OR DELETE ON financial_audit_log
    FOR EACH ROW EXECUTE FUNCTION guard_financial_audit_log();
