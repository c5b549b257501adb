# Completion of crm for fish. The program answers a line a word, with what it is after a tab; fish quotes the words.
function __crm_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l answer (command $words[1] _complete fish $words[2..] "$current" 2>/dev/null </dev/null)
    if test $status -eq 10
        __fish_complete_path "$current"
        return
    end
    test (count $answer) -gt 0; and printf '%s\n' $answer
end
complete -c crm -f -k -a '(__crm_complete)'
