common-ago-moment = just now
common-ago-minutes = { $count ->
    [one] { $count } minute ago
   *[other] { $count } minutes ago
}
common-ago-hours = { $count ->
    [one] { $count } hour ago
   *[other] { $count } hours ago
}
common-ago-days = { $count ->
    [one] yesterday
   *[other] { $count } days ago
}
common-in-moment = in a moment
common-in-minutes = { $count ->
    [one] in { $count } minute
   *[other] in { $count } minutes
}
common-in-hours = { $count ->
    [one] in { $count } hour
   *[other] in { $count } hours
}
common-in-days = { $count ->
    [one] tomorrow
   *[other] in { $count } days
}
common-for-seconds = { $count ->
    [one] { $count } second
   *[other] { $count } seconds
}
common-for-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
common-for-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
common-for-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
common-wrong = { $count ->
    [one] One entry needs another look. Nothing was saved yet.
   *[other] { $count } entries need another look. Nothing was saved yet.
}
common-of = { $done } of { $all }
common-optional = optional
common-undo = Undo
common-show = Show
common-close = Close
common-cancel = Cancel
common-previous = Previous
common-next = Next
common-pages = Pages
common-selected = selected
common-select-all = Select all on this page
common-select-one = Select { $name }
common-clear-selection = Clear selection
common-remove-filter = Remove this filter: { $filter }
common-nothing-chosen = Nothing chosen
common-lookup-none = Nothing found. Try fewer letters.
common-lookup-open = Search
common-sort-by = Sort by { $column }
common-empty-value = –
common-add-value = Add another
common-remove-value = Remove
