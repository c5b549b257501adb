#compdef crm
# Completion of crm for zsh. The program answers a line a word, with what it is after a tab; compadd quotes the words.
_crm() {
    local answer line
    local -a found shown other
    answer=$("${words[1]}" _complete zsh "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null </dev/null)
    if (( $? == 10 )); then
        _files
        return
    fi
    for line in "${(@f)answer}"; do
        [[ -n $line ]] || continue
        found+=("${line%%$'\t'*}")
        shown+=("${line/$'\t'/  }")
    done
    (( $#found )) || return 1
    other=("${(@)found:#${(bQ)PREFIX}*}")
    (( $#other && $#found > 1 )) && compstate[insert]=menu
    compadd -U -l -d shown -a found
}
if [[ ${funcstack[1]} == _crm ]]; then
    _crm "$@"
else
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
    compdef _crm crm
fi
