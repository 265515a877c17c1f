// SPDX-License-Identifier: Apache-2.0
//
// The syntax of Wend, and nothing else: which words may follow which. What they mean, and which of
// them fit together, is the business of compiler/program. The grammar is LL-clean: SLL prediction
// reports nothing on correct files (a test holds that).
grammar Wend;

file : declaration* EOF ;

// Parts of a damaged file are read one by one.
oneDeclaration : declaration EOF ;
someClauses    : clause+ EOF ;
someItems      : schemaItem+ EOF ;
someTestLines  : testLine+ EOF ;

declaration : importing | schema | define | segment | wendRule | wendTest | journey ;

importing : IMPORT TEXT ;

// ---------------------------------------------------------------- schema
schema : SCHEMA name schemaItem* ;

schemaItem
  : zone | grain | history | currency | choice | identifier | customer | channel | touchpoint | visit | action
  | lateness | place | link | identity | record | table | level ;

zone       : ZONE TEXT ;
grain      : GRAIN NUMBER name ;
history    : HISTORY (BEGINS DATE | COMPLETE) ;
currency   : CURRENCY name NUMBER DIGITS ;
choice     : CHOICE name EQUAL name ((LESS name)+ | (OR name)+)? ;
identifier : IDENTIFIER name UP TO NUMBER CHARACTERS (REMEMBERING NUMBER)? instances? ;
instances  : WITH NUMBER OPEN FOR amount ;
customer   : CUSTOMER field* ;
channel    : CHANNEL name (LIVE | DEFERRED)? ;
touchpoint : TOUCHPOINT name ON names (BY (CUSTOMER | COMPANY) | ABOUT name)? (FROM name)? (LINKS words)? (WITHOUT name)? field* ;
visit      : VISIT pattern WITHIN amount ;
action     : ACTION name PURPOSE name field* ;
lateness   : LATENESS amount UP TO NUMBER name ;
place      : PLACE name ;
link       : LINK name BY names DOT word (WITH word (AND word)*)? linkBound FOR amount (UNTIL names)? ;
linkBound  : UP TO NUMBER PER word AND NUMBER PER CUSTOMER ;
identity   : IDENTITY name UP TO NUMBER ;
record     : RECORD name field* ;
table      : TABLE name BY field UP TO NUMBER ROWS field* ;
level      : LEVEL name BY CUSTOMER DOT word ;

field      : word COLON fieldType OPTIONAL? PERSONAL? ;
fieldType
  : WHOLE
  | DECIMAL NUMBER PLACES
  | MONEY
  | PERCENT_TYPE
  | INSTANT_TYPE
  | DATE_TYPE
  | TIME
  | DURATION
  | TEXT_TYPE (UP TO NUMBER CHARACTERS)?
  | YES OR NO
  | SET OF NAME
  | LIST OF NAME (UP TO NUMBER)?
  | NAME
  ;

// ---------------------------------------------------------------- definitions and rules
define  : DEFINE name AS (expression | TOUCHPOINT pattern) ;
segment : SEGMENT name AS expression ;

wendRule : RULE name (FORMERLY name)? forEach? TEXT? clause* ;
forEach  : FOR EACH word ;

// Any order and number is accepted so that a misplaced clause is named, not mis-parsed.
clause
  : whenClause | ifClause | doClause | alsoClause | limitClause | priorityClause | decideClause ;

whenClause     : WHEN trigger ;
ifClause       : IF expression ;
doClause       : DO call forPlace? ;
alsoClause     : ALSO call forPlace? ;
forPlace       : FOR name ;
limitClause    : LIMIT (NONE | (ONCE | NUMBER TIMES) (PER word)? (IN amount)?) ;
priorityClause : PRIORITY MINUS? NUMBER ;
decideClause   : DECIDE (AT ONCE | WHEN CERTAIN) ;

trigger
  : (silence | change absence? | stay | approach | recurring | crossing | firstStep nextStep* absence?) allWithin?
  ;

approach  : distances BEFORE (CUSTOMER DOT word | fieldPattern) (AT CLOCK)? untilPart? ifPassed? ;
distances : amount | LEFT amount (OR amount)* RIGHT ;
untilPart : UNTIL pattern ;
ifPassed  : IF PASSED COLON (AT ONCE | SKIPPED) ;
crossing  : name (REACHES | FALLS BELOW) plain ;
recurring : EVERY name (name NUMBER)? AT CLOCK ;

change : (CUSTOMER | name) DOT word (BECOMES plain | (CHANGES | FALLS BACK) (FROM plain)? (TO plain)?) ;
stay   : name DOT word STAYS plain FOR amount (WITHOUT pattern)? ;

firstStep : pattern (AS name)? repetition? ;
repetition : (EVERY? NUMBER TIMES | FOR THE FIRST TIME) sameValue? (IN amount | EVER | ON RECORD)? ;
nextStep  : THEN pattern (AS name)? sameValue? (WITHIN amount)? without* ;
without   : WITHOUT pattern sameValue? ;
sameValue : WITH THE? SAME word ;
absence   : THEN NO pattern sameValue? (WITHIN amount)? (OF anchor)? ;
anchor    : EACH (UP TO NUMBER OPEN)? | THE FIRST | THE LAST ;
silence   : NO pattern sameValue? (WITHIN amount)? (OF THE LAST)? ;
allWithin : ALL WITHIN amount ;

// What happened: one touchpoint or one of several, on a channel, with a test on its own fields.
pattern      : names onPart? wherePart? ;
fieldPattern : names DOT word (DOT word)? onPart? wherePart? ;
onPart       : ON names ;
wherePart    : WHERE (comparison | LEFT expression RIGHT) ;
comparison   : word (DOT word)? comparisonTail ;
comparisonTail
  : compare plain
  | IS NOT? (KNOWN | FROM plain TO plain | plain | LEFT plain (OR plain)* RIGHT) (IGNORING CASE)?
  | textTest plain (IGNORING CASE)?
  ;
plain : MINUS? literal | word ;

amount : NUMBER name ;

call     : name LEFT (argument (COMMA argument)*)? RIGHT ;
argument : word COLON expression ;

// ---------------------------------------------------------------- journeys
journey : JOURNEY name stage* ;
stage   : STAGE name WHEN trigger (IF expression)? ;

// ---------------------------------------------------------------- tests
wendTest : TEST TEXT testLine* ;

// What is known of the customer before, what happens, what the rules should make of it.
testLine  : given | happening | expecting ;
given     : GIVEN happened ;
happening : AT testTime NO? happened (ON name)? (FROM TEXT)? ;
happened  : (name | CUSTOMER) testFields ;
expecting : EXPECT (NO name?)? name testFields (NUMBER TIMES)? expectedTime? (BY name)? ;
testFields : (LEFT (testField (COMMA testField)*)? RIGHT)? ;
testField  : word (DOT word)? COLON (expression | item (AND item)*) ;
item       : LEFT (argument (COMMA argument)*)? RIGHT ;

expectedTime : AT testTime | UNTIL testTime | FROM testTime (TO | UNTIL) testTime ;
testTime     : INSTANT | DATE CLOCK | name NUMBER CLOCK | CLOCK ;

// ---------------------------------------------------------------- expressions
expression
  : MINUS expression                                                        # negative
  | expression DEFAULT expression                                           # standIn
  | expression (ABOVE | BELOW) expression                                   # share
  | expression (STAR | SLASH) expression                                    # product
  | expression (PLUS | MINUS) expression                                    # addition
  | expression compare expression                                           # ordered
  | expression IS NOT? KNOWN                                                # known
  | expression IS NOT? FROM expression TO expression                        # between
  | expression IS NOT? expression                                           # equality
  | expression IS NOT? operand IGNORING CASE                                # equality
  | expression textTest expression                                          # textual
  | expression textTest operand IGNORING CASE                               # textual
  | NOT expression                                                          # negation
  | expression AND expression                                               # conjunction
  | expression OR expression                                                # disjunction
  | LEFT expression (RIGHT | IF expression (COMMA expression IF expression)* COMMA DEFAULT expression RIGHT) # group
  | (ANY | NO | ALL) (pattern | fieldPattern) same? window                  # existence
  | COUNT OF (DIFFERENT fieldPattern | pattern | fieldPattern) same? window # counting
  | (SUM | AVERAGE | LARGEST | SMALLEST) OF fieldPattern same? window       # aggregate
  | (FIRST | ORDINAL? LAST) fieldPattern same? window                       # nth
  | PREVIOUS fieldPattern same?                                             # previous
  | TIME SINCE (FIRST | LAST)? pattern same? (BEFORE THIS)?                 # timeSince
  | TIME IN name DOT word                                                   # timeIn
  | literal                                                                 # constant
  | THAT word                                                               # shared
  | name LEFT expression RIGHT (DOT word)*                                  # lookup
  | (name | CUSTOMER | TOUCHPOINT) (DOT word)*                              # path
  ;

// What stands before `ignoring case`. An expression there would swallow the `and` that follows:
// precedence holds for an alternative that ends with its expression only.
operand
  : literal                              # operandConstant
  | THAT word                            # operandShared
  | name LEFT expression RIGHT (DOT word)* # operandLookup
  | (name | CUSTOMER) (DOT word)*        # operandPath
  | LEFT expression RIGHT                # operandGroup
  ;

compare  : LESS | LESS_EQUAL | GREATER | GREATER_EQUAL ;
textTest : CONTAINS | STARTS WITH | ENDS WITH | INCLUDES ;

// Of the events before, those with the value that the trigger has.
same : WITH THE? SAME word (REMEMBERING NUMBER)? ;

// Empty where the author left it out: the checker asks for what is missing.
window : reach? before? paneBound? newestBound? upToBound? ;
reach
  : IN amount
  | SINCE LAST pattern same?
  | EVER
  | ON RECORD
  | TODAY
  | (THIS | PREVIOUS) name (DOT word)?
  | WITH HALF LIFE amount
  ;
before      : BEFORE (THIS | amount AGO) ;
paneBound   : BY name ;
newestBound : OF THE NEWEST NUMBER ;
upToBound   : UP TO NUMBER ;

literal
  : NUMBER PERCENT
  | NUMBER name?
  | TEXT
  | DATE
  | CLOCK
  | INSTANT
  | YES
  | NO
  ;

words : word | LEFT word (OR word)* RIGHT ;
names : (name | TOUCHPOINT) | LEFT name (OR name)* RIGHT ;

// Words that only a schema or a test uses are ordinary names elsewhere: `status is open`, `order.currency`.
name
  : NAME
  | ZONE | GRAIN | HISTORY | BEGINS | COMPLETE | CURRENCY | DIGITS | CHOICE | IDENTIFIER
  | CHARACTERS | REMEMBERING | CHANNEL | LIVE | DEFERRED | COMPANY | ACTION | PURPOSE | OPTIONAL
  | PERSONAL | WHOLE | DECIMAL | PLACES | MONEY | PERCENT_TYPE | INSTANT_TYPE | DATE_TYPE
  | DURATION | TEXT_TYPE | SET | OPEN | AGO | HALF | LIFE | VISIT | CHANGES | BECOMES
  | AT | PASSED | SKIPPED | REACHES | FALLS | TEST | GIVEN | EXPECT | UNTIL
  | LATENESS | DECIDE | CERTAIN | PLACE | BACK | STAYS | LINK | ABOUT | IDENTITY | LINKS | LIST
  | TABLE | ROWS | LEVEL | FORMERLY
  ;


// A place where only a name can stand: every word is a name there.
word
  : NAME
  | IMPORT | SCHEMA | ZONE | GRAIN | HISTORY | BEGINS | COMPLETE | CURRENCY | DIGITS | CHOICE
  | IDENTIFIER | CHARACTERS | REMEMBERING | CUSTOMER | CHANNEL | LIVE | DEFERRED | TOUCHPOINT | BY
  | COMPANY | ACTION | PURPOSE | OPTIONAL | PERSONAL | WHOLE | DECIMAL | PLACES | MONEY
  | PERCENT_TYPE | INSTANT_TYPE | DATE_TYPE | TIME | DURATION | TEXT_TYPE | SET | DEFINE | SEGMENT
  | RULE | WHEN | IF | DO | ALSO | LIMIT | NONE | ONCE | TIMES | PER | PRIORITY | THEN | WITHIN
  | WITHOUT | ALL | EACH | OPEN | FIRST | LAST | SAME | NEWEST | EVER | RECORD | SINCE | COUNT
  | DIFFERENT | SUM | AVERAGE | LARGEST | SMALLEST | ANY | KNOWN | FROM | DEFAULT | ABOVE | BELOW
  | CONTAINS | STARTS | ENDS | INCLUDES | IGNORING | CASE | UP | TO | WITH | WHERE | ON | IN | OF
  | AS | THE | THAT | YES | NO | TODAY | THIS | PREVIOUS | BEFORE | AGO | HALF | LIFE
  | VISIT | TEST | GIVEN | EXPECT | UNTIL
  | EVERY | FOR | CHANGES | BECOMES | AT | PASSED | SKIPPED | REACHES | FALLS
  | LATENESS | DECIDE | CERTAIN | PLACE
  | JOURNEY | STAGE | BACK | STAYS | LINK | ABOUT
  | IDENTITY | LINKS | LIST
  | TABLE | ROWS | LEVEL | FORMERLY
  ;

// ---------------------------------------------------------------- words
IMPORT : 'import' ; SCHEMA : 'schema' ; ZONE : 'zone' ; GRAIN : 'grain' ; HISTORY : 'history' ;
BEGINS : 'begins' ; COMPLETE : 'complete' ; CURRENCY : 'currency' ; DIGITS : 'digits' ;
CHOICE : 'choice' ; IDENTIFIER : 'identifier' ; CHARACTERS : 'characters' ;
REMEMBERING : 'remembering' ; CUSTOMER : 'customer' ; CHANNEL : 'channel' ; LIVE : 'live' ;
DEFERRED : 'deferred' ; TOUCHPOINT : 'touchpoint' ; BY : 'by' ; COMPANY : 'company' ;
ACTION : 'action' ; PURPOSE : 'purpose' ; OPTIONAL : 'optional' ; PERSONAL : 'personal' ;
WHOLE : 'whole' ; DECIMAL : 'decimal' ; PLACES : 'places' ; MONEY : 'money' ;
PERCENT_TYPE : 'percent' ; INSTANT_TYPE : 'instant' ; DATE_TYPE : 'date' ; TIME : 'time' ;
DURATION : 'duration' ; TEXT_TYPE : 'text' ; SET : 'set' ; DEFINE : 'define' ;
SEGMENT : 'segment' ; RULE : 'rule' ; WHEN : 'when' ; IF : 'if' ; DO : 'do' ; ALSO : 'also' ;
LIMIT : 'limit' ; NONE : 'none' ; ONCE : 'once' ; TIMES : 'times' ; PER : 'per' ;
PRIORITY : 'priority' ; THEN : 'then' ; WITHIN : 'within' ; WITHOUT : 'without' ; ALL : 'all' ;
EACH : 'each' ; OPEN : 'open' ; FIRST : 'first' ; LAST : 'last' ; SAME : 'same' ;
NEWEST : 'newest' ; EVER : 'ever' ; RECORD : 'record' ; SINCE : 'since' ; COUNT : 'count' ;
DIFFERENT : 'different' ; SUM : 'sum' ; AVERAGE : 'average' ; LARGEST : 'largest' ;
SMALLEST : 'smallest' ; ANY : 'any' ; KNOWN : 'known' ; FROM : 'from' ; DEFAULT : 'default' ;
ABOVE : 'above' ; BELOW : 'below' ; CONTAINS : 'contains' ; STARTS : 'starts' ; ENDS : 'ends' ;
INCLUDES : 'includes' ; IGNORING : 'ignoring' ; CASE : 'case' ; UP : 'up' ; TO : 'to' ;
WITH : 'with' ; WHERE : 'where' ; ON : 'on' ; IN : 'in' ; OF : 'of' ; AS : 'as' ; THE : 'the' ;
THAT : 'that' ; TODAY : 'today' ; THIS : 'this' ; PREVIOUS : 'previous' ;
BEFORE : 'before' ; AGO : 'ago' ; HALF : 'half' ; LIFE : 'life' ; VISIT : 'visit' ; TEST : 'test' ;
PLACE : 'place' ; GIVEN : 'given' ; EXPECT : 'expect' ; UNTIL : 'until' ;
EVERY : 'every' ; FOR : 'for' ; CHANGES : 'changes' ; BECOMES : 'becomes' ; AT : 'at' ;
PASSED : 'passed' ; SKIPPED : 'skip' ; REACHES : 'reaches' ; FALLS : 'falls' ;
LATENESS : 'lateness' ; DECIDE : 'decide' ; CERTAIN : 'certain' ;
JOURNEY : 'journey' ; STAGE : 'stage' ; BACK : 'back' ; STAYS : 'stays' ;
LINK : 'link' ; ABOUT : 'about' ;
IDENTITY : 'identity' ; LINKS : 'links' ;
LIST : 'list' ;
TABLE : 'table' ; ROWS : 'rows' ; LEVEL : 'level' ; FORMERLY : 'formerly' ;
YES : 'yes' ; NO : 'no' ; IS : 'is' ; NOT : 'not' ; AND : 'and' ; OR : 'or' ;

LEFT : '(' ; RIGHT : ')' ; COMMA : ',' ; COLON : ':' ; DOT : '.' ; EQUAL : '=' ;
LESS_EQUAL : '<=' ; LESS : '<' ; GREATER_EQUAL : '>=' ; GREATER : '>' ;
PLUS : '+' ; MINUS : '-' ; STAR : '*' ; SLASH : '/' ; PERCENT : '%' ;

INSTANT : DAY_TEXT 'T' CLOCK_TEXT ('.' DIGIT+)? ('Z' | [+-] DIGIT DIGIT ':' DIGIT DIGIT) ;
DATE    : DAY_TEXT ;
CLOCK   : CLOCK_TEXT ;
NUMBER  : DIGIT+ ('.' DIGIT+)? ;
ORDINAL : DIGIT+ ('st' | 'nd' | 'rd' | 'th') ;
TEXT    : '"' (~["\\\r\n] | '\\' ~[\r\n])* '"' ;
OPEN_TEXT : '"' (~["\\\r\n] | '\\' ~[\r\n])* '\\'? ;

// A coarse class for other alphabets, without the punctuation that word processors put in; the
// checker holds names to letters, digits and `_`.
NAME : (ASCII_LETTER | OTHER_LETTER) (ASCII_LETTER | DIGIT | OTHER_LETTER)* ;

COMMENT : '#' ~[\r\n]* -> channel(HIDDEN) ;
SPACE   : [ \t\r\n]+ -> channel(HIDDEN) ;
OTHER   : . ;

fragment DIGIT : [0-9] ;
fragment ASCII_LETTER : [a-zA-Z_] ;
fragment OTHER_LETTER
  : [\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u1FFF\u2C00-\u2DFF\u3005-\uD7FF\uF900-\uFEFE\u{10000}-\u{10FFFF}]
  ;
fragment DAY_TEXT : DIGIT DIGIT DIGIT DIGIT '-' DIGIT DIGIT '-' DIGIT DIGIT ;
fragment CLOCK_TEXT : DIGIT DIGIT ':' DIGIT DIGIT (':' DIGIT DIGIT)? ;
