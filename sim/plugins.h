/* Every plug-in, by kind, in the order shown by `aifsim list`.  Included more than once: no guard.
 */
PLUGIN(order, fcfs)
PLUGIN(trace, swf)
