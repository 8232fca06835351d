-- What a client of this database needs to know about itself.

CREATE FUNCTION public.client_user_id()
    RETURNS uuid
    LANGUAGE sql
    STABLE
    SECURITY INVOKER
    SET search_path = public
AS $$
    SELECT auth.uid()
$$;

COMMENT ON FUNCTION public.client_user_id() IS
    'Who the caller is: the id that rows of the user_* tables carry; NULL for nobody.';
