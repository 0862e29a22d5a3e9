package card

import (
	"slices"
	"strings"

	"peerbot/bot/command"
)

// summary is what a verb does, without a full stop.
func summary(v command.Verb) richText { return format("verb." + key(v.Name)) }

// meaning is what an argument, key or flag of a verb means, without a full stop.
func meaning(verb string, p command.Param) richText {
	parts := []richText{userText(p.Default), userText(strings.Join(p.Options, ", "))}
	w := richText(func(l *Language, as look) string {
		return l.text(meaningKey(l, verb, p.Name), as, filled(l, as, nil, parts)...)
	})
	if p.Required && !p.Argument {
		return format("help.required", w)
	}
	return w
}

// meaningKey is the key of what a param means: of a text of this verb alone, or
// else of one that all verbs share.
func meaningKey(l *Language, verb, param string) key {
	if own := "meaning." + key(verb+"."+param); l.has(own) {
		return own
	}
	return "meaning." + key(param)
}

// needed names a required param, with an example.
func needed(param string) richText { return format("needed." + key(param)) }

// usageOf is a param of a verb as in the usage line.
func usageOf(verb, param string) richText { return copied(paramOf(verb, param).Spelled(), 200, 200) }

// paramOf returns a param of a verb; the zero Param when it has none of that
// name.
func paramOf(verb, param string) command.Param {
	v, _ := command.Lookup(verb)
	i := slices.IndexFunc(v.Params, func(p command.Param) bool { return p.Name == param })
	if i < 0 {
		return command.Param{}
	}
	return v.Params[i]
}

// exampleOf is a command that uses a verb.
func exampleOf(verb string) richText {
	v, ok := command.Lookup(verb)
	if !ok {
		return nil
	}
	return typed(v.Examples[0])
}
