/*
 * Attributes the compiler can check, under names of our own, so that a compiler
 * without them still compiles the program.
 */
#ifndef AUTOREV_ATTR_H
#define AUTOREV_ATTR_H

#if defined(__GNUC__)
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define PRINTF_LIKE(fmt, args)
#endif

#endif
