# Completion of crm for bash. The program answers a line a word, already quoted; nothing in it is evaluated here.
_crm_complete() {
    local answer line
    COMPREPLY=()
    answer=$("$1" _complete "bash:${COMP_TYPE:-9}" "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null </dev/null)
    if [ $? -eq 10 ]; then
        compopt -o default 2>/dev/null
        return
    fi
    while IFS= read -r line; do
        COMPREPLY+=("$line")
    done < <([ -n "$answer" ] && printf '%s\n' "$answer")
}
complete -F _crm_complete crm
