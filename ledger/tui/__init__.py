"""The screens: the same services as the command, on a terminal. ``app.run(database, author)`` opens them.

::

    app            the app: opens the screens, and does what they ask for by messages
    session        what every screen may know: ledger, author, what is remembered, signs, what counts, records
    places         the screens one goes between by a key (each keeps its place), where a thing is looked at, coming back
    screen         what all full screens have in common
    cell_actions   what can be done with a cell, for every screen that has a current one
    matrix/        home
    item/          one item
    diff/          what changed between two points
    timeline/      rounds, events, promises, open items and spread over time
    sources/       texts, and phrases of them cited
    review/        what waits for a verdict
    inbox/         what waits for somebody, each line finished by a key where it can be
    party/, commitments/, search/   a party's page; what was promised; words, and where they stand
    drafts/        what is proposed together under a name
    lines_screen   what these have in common: lines under headings, each of which leads somewhere
    pieces         lines of pieces that can be clicked: the bar of screens, crumbs, counts
    counts         numbers that open what they count
    views          filters kept under a name: taken up, kept, shared, renamed, deleted
    forms/         forms made from the fields of a model
    actions        the one registry of actions: bindings, line of keys, palette, help, config file
    start          from a ledger's address to the first paint
    work           database work in threads that post messages
    messages       the vocabulary of events, and of what screens ask the app for
    watch, notices following what others record; what is told of that, and of one's own acts
    state, config  what is remembered; what the user has set
    safe           ledger text made harmless
    glyphs, themes signs and colours
    entry_text     a reading or an entry in words
    chooser        choosing from a list by typing; question: an answer by a key
    pickers        what is chosen so from any screen: what to do, what counts, colours; the palette
    keyfeed        keys one after another, and those typed ahead of a screen
    lists, indent  lists that j and k walk through; lines that hang below where their words begin
    floor          what counts, in words that are typed and remembered
    filtering      the line a filter is typed into, and screens that have one
    ascii          frames and scrollbars of ASCII alone
    help, footer, clipboard, editor
    browser        the screens in a browser, for this machine alone
    reach          which files a screen may read and write

**To add a place** (a screen with a key of its own, such as the diff):

1. ``tui/<place>/screen.py`` with a class that extends ``screen.LedgerScreen`` (or ``cell_actions.CellScreen``, where
   there is a current cell: then ``s t c x ! e y`` come with it). It has ``SCOPES = (actions.<SCOPE>, actions.PLACES)``,
   a ``compose`` that begins with ``PlaceBar()`` and ends with ``Here()`` and ``KeyLine()`` (``thing`` says which keys
   come first, ``crumbs`` where one is; ``moved_on()`` when that is another), ``reread`` (reads again and keeps the
   place; called when others record; what it shows having come, ``_has_read`` is set: until then keys wait, see
   ``keyfeed``), and, where there is something to come back to, ``remember``, which writes to ``self.session.state``.
   Counts stand in ``pieces.Facts``, each a ``counts.Members`` that knows what it counts; others a screen yields in
   its ``counts``, and opens by a click.
2. One line in ``places.PLACES``; where things can be jumped to, one in ``places.SHOWN_AT`` and an ``on_reveal``.

**To go elsewhere**: a screen imports neither another one nor the app. It asks, and the app does it before the next key:
``work.ask(self, Go("diff"))``, ``JumpTo``, ``Count``, ``Recorded``; ``self.open_item(…)`` and ``self.open_form(…)`` ask
too. What merely chooses or answers (``Chooser``, ``Question``) is pushed: ``self.app.push_screen(…)``.

**To add an action**: one ``Action`` in ``actions.ACTIONS``, and a method ``action_<name>`` on the screen, widget or
mixin (dashes of the id become underscores; ``does`` names another method, with arguments if need be). That alone binds
the key, shows it, and names it in the palette, the help and the config file; a screen without the method does not
offer it.

**To add a form**: a function that returns a ``forms.form.Form``, opened by ``self.open_form(form)`` (see
``forms/acts.py``). Fields, choices, checks and errors come from the model. ``save(store, value, header)`` runs in a
worker, in one transaction, and may raise any ``LedgerError``: it is shown in the form, and nothing typed is lost.

**To read**: ``work.read(self, lambda store: service(store, …), SomeMessage, group="…")`` posts ``SomeMessage(result)``
to ``self``, which handles it in ``on_some_message``; failures become notices by themselves. Nothing else touches the
database, and no worker touches a widget. To write outside a form: ``work.write``, then ``work.ask(self, Recorded(…))``.

**Text from the ledger** is shown by ``safe.content(text)``, or ``safe.plain(text)`` inside ``Content`` or ``Text``, and
every widget that could read markup gets ``markup=False``. **Stances** are shown by ``self.session.signs`` and
``entry_text.stance_text``.
"""
